package dev.tidemark.examples.flights;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;

/** How many flights left an airport in a day. */
public record OriginCount(@JsonProperty("origin") String origin, @JsonProperty("count") long count) {

    /** The busier first; equal ones by name. */
    static final Comparator<OriginCount> BUSIEST = Comparator.comparingLong(OriginCount::count)
            .reversed()
            .thenComparing(OriginCount::origin);
}
