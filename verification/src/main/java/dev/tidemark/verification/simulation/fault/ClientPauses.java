package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Clients are stopped for seconds and go on: some find that another has taken their place. */
public final class ClientPauses implements Fault {

    @Override
    public String name() {
        return "F6c";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 2, 6)) {
            int which = random.nextInt();
            long ms = 500L + random.nextInt(30_000);
            strikes.add(new Strike(at, "a client is paused for " + ms + " ms", world -> {
                List<SimClient> clients = world.clients();
                if (!clients.isEmpty()) {
                    clients.get(Math.floorMod(which, clients.size())).pauseMs(ms);
                }
            }));
        }
        return strikes;
    }
}
