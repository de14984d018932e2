package dev.tidemark.verification.simulation.fault;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.network.SimNetwork;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Requests arrive once more, late and on connections of their own. Not what the protocol cannot tell from a new request: a deletion names a topic
 * and not which of that name, a commit of offsets in the same generation carries no number.
 */
public final class LateCopies implements Fault {

    private static final Set<ApiKey> NEVER = EnumSet.of(ApiKey.FETCH, ApiKey.DELETE_TOPICS, ApiKey.OFFSET_COMMIT);
    /** After so long it is other requests, and another delay. */
    private static final long REGIME_MS = 15_000;

    @Override
    public String name() {
        return "F7";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long from = random.nextLong(Math.max(1, lengthMs / 8)); from < lengthMs; from += REGIME_MS) {
            strikes.add(regime(random, from));
        }
        strikes.add(new Strike(lengthMs, "no request arrives again",
                world -> world.network().lateCopies(api -> SimNetwork.LateCopies.NONE)));
        return strikes;
    }

    private static Strike regime(SplittableRandom random, long from) {
        int oneIn = 2 + random.nextInt(3);
        long latestMs = 1L + random.nextInt(random.nextBoolean() ? 1_000 : 15_000);
        long drawing = random.nextLong();
        return new Strike(from, "one request in " + oneIn + " arrives again within " + latestMs + " ms", world -> {
            SplittableRandom draws = new SplittableRandom(drawing); // fresh for each play of the plan
            world.network()
                    .lateCopies(api -> NEVER.contains(api) || draws.nextInt(oneIn) > 0
                            ? SimNetwork.LateCopies.NONE
                            : draws.nextLong(latestMs * 1_000_000L));
        });
    }
}
