package dev.tidemark.examples.flights;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * The busiest airports so far, best first, ten at most. Which ten come out does not depend on the order in which they
 * went in, since each airport is counted once a day.
 */
public record BusiestOrigins(@JsonProperty("best") List<OriginCount> best) {

    private static final int PLACES = 10;

    static final BusiestOrigins NONE = new BusiestOrigins(List.of());

    BusiestOrigins plus(OriginCount candidate) {
        List<OriginCount> all = new ArrayList<>(best);
        all.add(candidate);
        all.sort(OriginCount.BUSIEST);
        return new BusiestOrigins(List.copyOf(all.subList(0, Math.min(PLACES, all.size()))));
    }

    List<RankedOrigin> ranked(long dayStartMs) {
        List<RankedOrigin> ranked = new ArrayList<>(best.size());
        for (OriginCount origin : best) {
            ranked.add(new RankedOrigin(dayStartMs, ranked.size() + 1, origin.origin(), origin.count()));
        }
        return ranked;
    }
}
