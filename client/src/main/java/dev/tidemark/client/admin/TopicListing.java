package dev.tidemark.client.admin;

import java.util.UUID;

/** A topic in a list. */
public record TopicListing(String name, UUID id, boolean internal, int partitions) {}
