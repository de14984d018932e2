package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Clients that can be replaced are killed: members leave without a word, transactions stay open. */
public final class ClientKills implements Fault {

    @Override
    public String name() {
        return "F15";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 2, 8)) {
            int which = random.nextInt();
            strikes.add(new Strike(at, "a client is killed", world -> kill(world, which)));
        }
        return strikes;
    }

    private static void kill(SimWorld world, int which) {
        List<SimClient> expendable = world.clients().stream().filter(SimClient::isExpendable).toList();
        if (!expendable.isEmpty()) {
            expendable.get(Math.floorMod(which, expendable.size())).kill();
        }
    }
}
