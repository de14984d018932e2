package dev.tidemark.broker.controller;

/** How many partitions a client may create or delete now (KIP-599). Asked on the control loop, once per topic. */
@FunctionalInterface
public interface MutationQuota {

    /** No quota. */
    MutationQuota UNLIMITED = partitions -> true;

    /** Counts a change; false if it is too much and must be refused with THROTTLING_QUOTA_EXCEEDED. */
    boolean admit(int partitions);
}
