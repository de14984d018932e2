package dev.tidemark.examples.quakes;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** One network's earthquakes of one hour: the demo's result. */
public record HourlyQuakes(@JsonProperty("window_start_ms") long windowStartMs,
        @JsonProperty("window_end_ms") long windowEndMs, @JsonProperty("net") String net,
        @JsonProperty("count") long count, @JsonProperty("max_mag") @Nullable Double maxMag) {}
