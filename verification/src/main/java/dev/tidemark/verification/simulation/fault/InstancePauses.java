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
    private static final int PAUSE_MS_MAX = 18_000;

    @Override
    public String name() {
        return "F6i";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 3, 7)) {
            int which = random.nextInt();
            int ms = random.nextInt(PAUSE_MS_MIN, PAUSE_MS_MAX);
            strikes.add(new Strike(at, "an instance is stopped for " + ms + " ms", world -> {
                List<SimClient> instances = world.clients().stream().filter(SimClient::isExpendable).toList();
                if (!instances.isEmpty()) {
                    instances.get(Math.floorMod(which, instances.size())).pauseMs(ms);
                }
            }));
        }
        return strikes;
    }
}
