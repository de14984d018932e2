package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.workload.plan.ListAppendPlan;
import dev.tidemark.verification.simulation.workload.plan.Step;
import dev.tidemark.verification.simulation.workload.plan.TransactionPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Clients that take their steps in turns drawn from a seed, over a {@link PlainCluster}. Used by one thread. */
final class PlainRun {

    private static final int CLIENTS = 6;
    private static final int PARTITIONS = 4;
    private static final String GROUP = "g";

    private final RandomGenerator random;
    private final PlainCluster cluster;
    private final boolean exclusive;
    private final Recorder recorder = new Recorder();
    private final Map<Integer, Integer> owners = new HashMap<>();
    private long nowNs;
    private int transactions;

    PlainRun(RandomGenerator random, PlainCluster.Fault fault, ListAppendChecker.Writers writers) {
        this.random = random;
        this.cluster = new PlainCluster(PARTITIONS, fault, random);
        this.exclusive = writers == ListAppendChecker.Writers.EXCLUSIVE;
    }

    History run(int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
        while (transactions < count) {
            clients.get(random.nextInt(CLIENTS)).step(true);
        }
        while (clients.stream().anyMatch(client -> client.plan != null)) {
            clients.forEach(client -> client.step(false));
        }
        for (int i = 0; i < PARTITIONS; i++) {
            recorder.add(new OffsetFetch(call(0), GROUP, cluster.partition(i), cluster.committed(i)));
            recorder.end(cluster.log(i));
        }
        return recorder.history();
    }

    private Call call(int client) {
        long fromNs = nowNs += random.nextInt(1_000);
        nowNs += random.nextInt(1_000);
        return new Call(client, fromNs, nowNs);
    }

    private final class Client {

        private final int number;
        private final ListAppendPlan plans;
        private final long[] positions = new long[PARTITIONS];
        private final List<Transaction.Appended> appends = new ArrayList<>();
        private final List<ReadRange> reads = new ArrayList<>();
        private final List<Transaction.GroupOffset> offsets = new ArrayList<>();
        private TransactionPlan plan;
        private int next;
        private int transaction;
        private long beganNs;

        private Client(int number) {
            this.number = number;
            this.plans = new ListAppendPlan(ListAppendPlan.Shape.crowded(PARTITIONS), random, (number + 1L) << 32);
        }

        private void step(boolean mayBegin) {
            nowNs += random.nextInt(1_000);
            if (plan == null) {
                if (mayBegin) {
                    plan = plans.next();
                    next = 0;
                    transaction = transactions++;
                    beganNs = nowNs;
                }
            } else if (exclusive && !mayWrite()) {
                return; // its turn comes when the others are done
            } else if (next < plan.steps().size()) {
                act(plan.steps().get(next++));
            } else {
                end();
            }
        }

        private boolean mayWrite() {
            for (int partition : plan.written()) {
                if (owners.getOrDefault(partition, number) != number) {
                    return false;
                }
            }
            plan.written().forEach(partition -> owners.put(partition, number));
            return true;
        }

        private void act(Step step) {
            int index = step.partition();
            switch (step) {
                case Step.Append append -> {
                    long offset = cluster.append(transaction, index, append.key(), append.value());
                    boolean told = random.nextInt(10) > 0;
                    appends.add(new Transaction.Appended(cluster.partition(index), append.key(), append.value(),
                            told ? offset : Append.NO_OFFSET));
                }
                case Step.Read read -> {
                    long stable = cluster.stableEnd(index);
                    ReadRange range = cluster.read(index, positions[index]);
                    positions[index] = range.nextOffset();
                    reads.add(range);
                    recorder.add(new Exposed(call(number), range.partition(), 0, cluster.end(index), cluster.end(index),
                            stable));
                    if (number == 0) {
                        cluster.sendOffset(transaction, index, range.nextOffset());
                        offsets.removeIf(before -> before.partition().equals(range.partition()));
                        offsets.add(new Transaction.GroupOffset(GROUP, range.partition(), range.nextOffset()));
                    }
                }
            }
        }

        private void end() {
            cluster.end(transaction, !plan.abort());
            End end = plan.abort() ? End.ABORTED : random.nextInt(10) == 0 ? End.UNKNOWN : End.COMMITTED;
            recorder.add(new Transaction(new Call(number, beganNs, nowNs), "client-" + number, appends, reads, offsets,
                    end));
            plan.written().forEach(owners::remove);
            if (!offsets.isEmpty()) {
                int index = offsets.getFirst().partition().number();
                recorder.add(new OffsetFetch(call(number), GROUP, cluster.partition(index), cluster.committed(index)));
            }
            appends.clear();
            reads.clear();
            offsets.clear();
            plan = null;
        }
    }
}
