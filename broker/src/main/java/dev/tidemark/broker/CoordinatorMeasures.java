package dev.tidemark.broker;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.ListedGroups;
import dev.tidemark.broker.txn.ListedTransactions;
import dev.tidemark.broker.txn.Transaction;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionalIdPattern;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Sampled;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts groups and transactions. The counting runs on the control loop, when somebody is about to look ({@link #refresh}); what it found may be read
 * from any thread.
 */
final class CoordinatorMeasures implements Sampled {

    private record GroupKind(String type, String state) implements Comparable<GroupKind> {
        @Override
        public int compareTo(GroupKind other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : state.compareTo(other.state);
        }
    }

    private record Found(Map<GroupKind, Long> groups, Map<String, Long> transactions, long oldestAgeMs,
            List<String> loading) {}

    private final EventLoop control;
    private final Clock clock;
    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private volatile Found found = new Found(Map.of(), Map.of(), 0, List.of());

    CoordinatorMeasures(EventLoop control, Clock clock, GroupCoordinator groups, TransactionCoordinator transactions) {
        this.control = control;
        this.clock = clock;
        this.groups = groups;
        this.transactions = transactions;
    }

    /** Counts anew. */
    CompletionStage<Void> refresh() {
        CompletableFuture<Void> counted = new CompletableFuture<>();
        control.executeOrRun(() -> {
            TransactionalIdPattern any = Invariants.present(TransactionalIdPattern.of(null), "the pattern of all ids");
            groups.list(new ListedGroups(List.of(), List.of()))
                    .thenCombine(transactions.list(new ListedTransactions(Set.of(), Set.of(), -1, any)), this::count)
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            counted.completeExceptionally(failure);
                        } else {
                            found = done;
                            counted.complete(null);
                        }
                    });
        });
        return counted;
    }

    private Found count(ListedGroups.Found listedGroups, ListedTransactions.Found listedTransactions) {
        List<String> loading = new ArrayList<>();
        if (listedGroups.error() != ErrorCode.NONE) {
            loading.add("groups");
        }
        if (listedTransactions.error() != ErrorCode.NONE) {
            loading.add("transactions");
        }
        Map<GroupKind, Long> byKind = new TreeMap<>();
        listedGroups.groups()
                .forEach(group -> byKind.merge(new GroupKind(group.groupType(), group.groupState()), 1L, Long::sum));
        Map<String, Long> byState = new TreeMap<>();
        long oldestMs = Long.MAX_VALUE;
        for (Transaction transaction : listedTransactions.transactions()) {
            byState.merge(transaction.state().wireName(), 1L, Long::sum);
            if (!transaction.state().openPartitions().isEmpty()) {
                oldestMs = Math.min(oldestMs, transaction.state().beganMs());
            }
        }
        long ageMs = oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, clock.wallMs() - oldestMs);
        return new Found(byKind, byState, ageMs, loading);
    }

    /** Which of the two could not say all when they were asked last. */
    List<String> loading() {
        return found.loading();
    }

    @Override
    public void tell(Out out) {
        Found now = found;
        now.groups()
                .forEach((kind, count) -> out.sample(BrokerMetric.GROUPS.id(), count, "type", kind.type(), "state",
                        kind.state()));
        now.transactions().forEach((state, count) -> out.sample(BrokerMetric.TRANSACTIONS.id(), count, "state", state));
        out.sample(BrokerMetric.OLDEST_TRANSACTION.id(), now.oldestAgeMs());
        out.sample(BrokerMetric.TIMED_OUT.id(), transactions.timedOut());
    }
}
