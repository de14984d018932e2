package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Instances of an application are killed: one of them, and now and then all at once. */
public final class InstanceKills implements Fault {

    private static final int ALL_ONE_IN = 3;

    @Override
    public String name() {
        return "F2";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 3, 9)) {
            int which = random.nextInt();
            if (random.nextInt(ALL_ONE_IN) == 0) {
                strikes.add(new Strike(at, "all instances are killed",
                        world -> expendable(world).forEach(SimClient::kill)));
            } else {
                strikes.add(new Strike(at, "an instance is killed", world -> {
                    List<SimClient> expendable = expendable(world);
                    if (!expendable.isEmpty()) {
                        expendable.get(Math.floorMod(which, expendable.size())).kill();
                    }
                }));
            }
        }
        return strikes;
    }

    private static List<SimClient> expendable(SimWorld world) {
        return world.clients().stream().filter(SimClient::isExpendable).toList();
    }
}
