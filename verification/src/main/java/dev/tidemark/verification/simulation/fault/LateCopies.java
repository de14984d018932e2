package dev.tidemark.verification.simulation.fault;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.network.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests arrive once more, late and on connections of their own. */
public final class LateCopies implements Fault {

    @Override
    public String name() {
        return "F7";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        long from = random.nextLong(Math.max(1, lengthMs / 8));
        int oneIn = 2 + random.nextInt(6);
        long latestMs = 1L + random.nextInt(random.nextBoolean() ? 1_000 : 15_000);
        long drawing = random.nextLong();
        strikes.add(new Strike(from, "one request in " + oneIn + " arrives again within " + latestMs + " ms", world -> {
            SplittableRandom draws = new SplittableRandom(drawing); // fresh for each play of the plan
            world.network()
                    .lateCopies(api -> api == ApiKey.FETCH || draws.nextInt(oneIn) > 0
                            ? SimNetwork.LateCopies.NONE
                            : draws.nextLong(latestMs * 1_000_000L));
        }));
        strikes.add(new Strike(lengthMs, "no request arrives again",
                world -> world.network().lateCopies(api -> SimNetwork.LateCopies.NONE)));
        return strikes;
    }
}
