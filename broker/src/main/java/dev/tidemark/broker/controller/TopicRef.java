package dev.tidemark.broker.controller;

import java.util.UUID;

/** How a command names a topic. */
public sealed interface TopicRef {

    /** By name. */
    record ByName(String name) implements TopicRef {}

    /** By id, so that a topic created anew under the name is not meant. */
    record ById(UUID id) implements TopicRef {}
}
