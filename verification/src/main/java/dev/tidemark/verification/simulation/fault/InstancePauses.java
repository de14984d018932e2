package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Instances are stopped for longer than their session lasts, at any moment: mostly between two commits, with records that nobody has heard of yet. Others go
 * on from the last commit meanwhile, and what the zombie brings when it goes on must not count.
 */
public final class InstancePauses implements Fault {

    private static final int PAUSE_MS_MIN = 6_500;
    /** Longer than the session of any instance. */
    private static final int LONG_PAUSE_MS_MIN = 30_500;
    private static final int LONGER_MS_MAX = 6_000;
    private static final int LONG_ONE_IN = 4;
    private static final int BETWEEN_MS_MIN = 3_000;
    private static final int BETWEEN_MS_MAX = 9_000;

    @Override
    public String name() {
        return "F6i";
    }

    private static int between(SplittableRandom random) {
        return random.nextInt(BETWEEN_MS_MIN, BETWEEN_MS_MAX);
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        // one at a time: the others have to be there to take over
        long at = between(random);
        while (at < lengthMs) {
            int which = random.nextInt();
            int ms = (random.nextInt(LONG_ONE_IN) == 0 ? LONG_PAUSE_MS_MIN : PAUSE_MS_MIN)
                    + random.nextInt(LONGER_MS_MAX);
            strikes.add(new Strike(at, "an instance is stopped for " + ms + " ms", world -> {
                List<SimClient> instances = world.clients().stream().filter(SimClient::isExpendable).toList();
                if (!instances.isEmpty()) {
                    instances.get(Math.floorMod(which, instances.size())).pauseMs(ms);
                }
            }));
            at += ms + between(random);
        }
        return strikes;
    }
}
