package dev.tidemark.examples.quakes;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Count and greatest magnitude so far. */
public record Tally(@JsonProperty("count") long count, @JsonProperty("max_mag") @Nullable Double maxMag) {

    static final Tally NONE = new Tally(0, null);

    Tally plus(@Nullable Double mag) {
        Double greatest = maxMag == null || (mag != null && mag > maxMag) ? mag : maxMag;
        return new Tally(count + 1, greatest);
    }
}
