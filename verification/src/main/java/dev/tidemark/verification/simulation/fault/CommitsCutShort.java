package dev.tidemark.verification.simulation.fault;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.network.RequestWatch;
import dev.tidemark.verification.simulation.schedule.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Instances are struck in the middle of a commit, as one of its requests is on its way: killed, or stopped for longer than their session or their
 * transaction lasts, so that they go on as zombies.
 */
public final class CommitsCutShort implements Fault {

    private static final List<ApiKey> STEPS = List.of(ApiKey.PRODUCE, ApiKey.TXN_OFFSET_COMMIT,
            ApiKey.TXN_OFFSET_COMMIT, ApiKey.END_TXN);
    private static final int AFTER_NANOS_MAX = 3_000_000;
    private static final int PAUSE_MS_MIN = 6_500;
    private static final int PAUSE_MS_MAX = 18_000;

    @Override
    public String name() {
        return "F2c";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 4, 8)) {
            ApiKey step = STEPS.get(random.nextInt(STEPS.size()));
            long afterNanos = random.nextInt(AFTER_NANOS_MAX);
            int pauseMs = random.nextBoolean() ? 0 : random.nextInt(PAUSE_MS_MIN, PAUSE_MS_MAX);
            String what = pauseMs == 0 ? "killed" : "stopped for " + pauseMs + " ms";
            strikes.add(new Strike(at, "the next instance that asks " + step + " is " + what,
                    world -> arm(world, step, afterNanos, pauseMs)));
        }
        return strikes;
    }

    private static void arm(SimWorld world, ApiKey step, long afterNanos, int pauseMs) {
        world.network().watch((process, api) -> {
            if (api != step) {
                return;
            }
            for (SimClient client : world.clients()) {
                if (client.isExpendable() && client.process() == process) {
                    world.network().watch(RequestWatch.NOBODY);
                    world.scheduler().schedule(afterNanos, 0, EventKind.FAULT, 0, () -> {
                        if (pauseMs == 0) {
                            client.kill();
                        } else {
                            client.pauseMs(pauseMs);
                        }
                    });
                }
            }
        });
    }
}
