package dev.tidemark.broker.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic that shall have more partitions.
 *
 * @param partitions how many in all
 * @param assignments the brokers of each added partition, in order, or null for the broker's choice
 */
public record GrownTopic(String name, int partitions, @Nullable List<List<Integer>> assignments) {}
