package dev.tidemark.verification.simulation.fault;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.TransactionFilter;
import dev.tidemark.client.admin.TransactionListing;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.schedule.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An operator aborts whatever transactions are open, as with {@code tidemark txn abort}: their writers lose an interval, but not their place in the
 * group.
 */
public final class OperatorAborts implements Fault {

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    @Override
    public String name() {
        return "aborts";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 16, 28)) {
            strikes.add(new Strike(at, "an operator aborts all open transactions", OperatorAborts::abortAll));
        }
        return strikes;
    }

    private static void abortAll(SimWorld world) {
        SimClient operator = world.client("operator");
        Admin admin = new Admin(operator.environment(),
                NetworkSettings.of(operator.config(Map.of("request.timeout.ms", "2000"))), 4_000);
        operator.run(() -> {
            // what becomes of it is the broker's business
            var unused = admin.listTransactions(TransactionFilter.all())
                    .thenAccept(found -> found.stream().filter(TransactionListing::open).forEach(open -> {
                        var unusedAbort = admin.abortTransaction(open.transactionalId());
                    }));
        });
        world.scheduler().schedule(PATIENCE_NANOS, 0, EventKind.FAULT, 0, operator::kill);
    }
}
