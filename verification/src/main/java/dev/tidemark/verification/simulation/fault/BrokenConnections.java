package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.network.SimConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Connections are cut, stall one way, or stay half open; at times nobody can open one. */
public final class BrokenConnections implements Fault {

    @Override
    public String name() {
        return "F5";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 3, 12)) {
            int which = random.nextInt();
            long ms = 100L + random.nextInt(9_000);
            long clientNanos = random.nextInt(3) == 0 ? SimConnection.NEVER : random.nextLong(5_000_000_000L);
            long serverNanos = random.nextInt(3) == 0 ? SimConnection.NEVER : random.nextLong(5_000_000_000L);
            strikes.add(switch (random.nextInt(5)) {
                case 0 -> on(at, which, "requests stall for " + ms + " ms",
                        connection -> connection.stallRequests(ms * 1_000_000L));
                case 1 -> on(at, which, "answers stall for " + ms + " ms",
                        connection -> connection.stallAnswers(ms * 1_000_000L));
                case 2 -> new Strike(at, "no connection can be opened for " + ms + " ms",
                        world -> world.network().refuse(ms * 1_000_000L));
                default -> on(at, which, "a connection is cut", connection -> connection.cut(clientNanos, serverNanos));
            });
        }
        return strikes;
    }

    private static Strike on(long atMs, int which, String what, Consumer<SimConnection> effect) {
        return new Strike(atMs, what, world -> {
            List<SimConnection> open = world.network().connections();
            if (!open.isEmpty()) {
                effect.accept(open.get(Math.floorMod(which, open.size())));
            }
        });
    }
}
