package dev.tidemark.examples.flights;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the topology looks at of a departure; the topic has more. */
public record Departure(@JsonProperty("origin") String origin) {}
