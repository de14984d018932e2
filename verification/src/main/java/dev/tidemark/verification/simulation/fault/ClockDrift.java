package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Clocks gain or lose one in a hundred: that of the broker, and those of clients, one against the other. */
public final class ClockDrift implements Fault {

    private static final long PARTS_PER_MILLION = 10_000;

    @Override
    public String name() {
        return "F11d";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs / 4, 1, 1)) {
            long drift = random.nextBoolean() ? PARTS_PER_MILLION : -PARTS_PER_MILLION;
            strikes.add(new Strike(at, "the broker's clock drifts by " + drift + " in a million",
                    world -> world.broker().clock().driftPerMillion(drift)));
        }
        for (long at : Moments.some(random, lengthMs, 1, 6)) {
            int which = random.nextInt();
            long drift = random.nextBoolean() ? PARTS_PER_MILLION : -PARTS_PER_MILLION;
            strikes.add(new Strike(at, "a client's clock drifts by " + drift + " in a million",
                    world -> drift(world, which, drift)));
        }
        return strikes;
    }

    private static void drift(SimWorld world, int which, long drift) {
        List<SimClient> clients = world.clients();
        if (!clients.isEmpty()) {
            clients.get(Math.floorMod(which, clients.size())).clock().driftPerMillion(drift);
        }
    }
}
