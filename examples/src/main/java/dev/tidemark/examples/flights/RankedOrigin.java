package dev.tidemark.examples.flights;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An airport's place among the busiest of a day: the demo's result. */
public record RankedOrigin(@JsonProperty("window_start_ms") long windowStartMs, @JsonProperty("rank") int rank,
        @JsonProperty("origin") String origin, @JsonProperty("count") long count) {}
