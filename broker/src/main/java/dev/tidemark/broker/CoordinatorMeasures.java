package dev.tidemark.broker;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.GroupCounts;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionCounts;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Sampled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Counts groups and transactions. The counting runs on their loops, when somebody is about to look ({@link #refresh}), a partition in a turn, so that
 * nobody waits there for all of it; what it found may be read from any thread.
 */
final class CoordinatorMeasures implements Sampled {

    private record Found(GroupCounts groups, TransactionCounts transactions) {}

    private static final Found NOTHING = new Found(new GroupCounts(true, Map.of()),
            new TransactionCounts(true, Map.of(), Long.MAX_VALUE));

    private final EventLoop control;
    private final EventLoop transactionLoop;
    private final Clock clock;
    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private volatile Found found = NOTHING;

    CoordinatorMeasures(EventLoop control, EventLoop transactionLoop, Clock clock, GroupCoordinator groups,
            TransactionCoordinator transactions) {
        this.control = control;
        this.transactionLoop = transactionLoop;
        this.clock = clock;
        this.groups = groups;
        this.transactions = transactions;
    }

    /** Counts anew. */
    CompletionStage<Void> refresh() {
        return control.ask(groups::count)
                .thenCombine(transactionLoop.ask(transactions::count), Found::new)
                .thenAccept(counted -> found = counted);
    }

    /** Which of the two could not say all when they were asked last. */
    List<String> loading() {
        Found now = found;
        List<String> loading = new ArrayList<>();
        if (!now.groups().complete()) {
            loading.add("groups");
        }
        if (!now.transactions().complete()) {
            loading.add("transactions");
        }
        return loading;
    }

    @Override
    public void tell(Out out) {
        Found now = found;
        now.groups().byKind().forEach((kind, count) -> {
            out.sample(BrokerMetric.GROUPS.id(), count.groups(), "type", kind.type(), "state", kind.state());
            out.sample(BrokerMetric.GROUP_MEMBERS.id(), count.members(), "type", kind.type(), "state", kind.state());
        });
        out.sample(BrokerMetric.GROUP_REBALANCES.id(), groups.rebalances().classic(), "type", "classic");
        out.sample(BrokerMetric.GROUP_REBALANCES.id(), groups.rebalances().consumer(), "type", "consumer");
        now.transactions()
                .byState()
                .forEach((state, count) -> out.sample(BrokerMetric.TRANSACTIONS.id(), count, "state", state));
        long oldestMs = now.transactions().oldestBeganMs();
        out.sample(BrokerMetric.OLDEST_TRANSACTION.id(),
                oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, clock.wallMs() - oldestMs));
        out.sample(BrokerMetric.TIMED_OUT.id(), transactions.timedOut());
    }
}
