package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * I3 as a bank sees it. A transfer is a transaction that takes an amount from one account and puts it on another, in whatever
 * partitions these lie; opening an account is one that puts only. Wherever a reader of committed data stands, what it has read adds up
 * to what was paid in, once it leaves out the transfers of which a part lies beyond its positions: Kafka promises no snapshot over
 * partitions, and no more than that.
 *
 * @param topic holds the accounts
 * @param amountOf the amount from the value of a record
 * @param paidIn what all openings together put in
 */
public record BankChecker(String topic, LongUnaryOperator amountOf, long paidIn) implements Checker {

    /** One record of a committed transaction. */
    private record Posting(long offset, int transaction, long amount) {}

    /** The committed transactions, and all postings of each partition in the order of their offsets. */
    private record Ledger(List<Entry> entries, Map<Partition, List<Posting>> postings) {}

    /** One committed transaction: how many postings it has in all partitions, and their sum. */
    private record Entry(Transaction transaction, int size, long sum) {}

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        Ledger ledger = ledger(evidence);
        Map<Integer, Reader> readers = new HashMap<>();
        for (Read read : history.all(Read.class)) {
            if (read.isolation() == Isolation.COMMITTED
                    && read.ranges().stream().anyMatch(range -> range.partition().topic().equals(topic))) {
                readers.computeIfAbsent(read.call().client(), client -> new Reader(ledger)).read(read, found);
            }
        }
        Reader last = new Reader(ledger);
        history.end()
                .values()
                .forEach(log -> last.advance(
                        new ReadRange(log.partition(), 0, log.endOffset(), true, log.entries())));
        last.judge("at the end", found);
        return found.list();
    }

    private Ledger ledger(Evidence evidence) {
        Places places = evidence.places();
        List<Entry> entries = new ArrayList<>();
        Map<Partition, List<Posting>> postings = new TreeMap<>();
        for (Transaction transaction : evidence.history().all(Transaction.class)) {
            if (evidence.ends().of(transaction) != End.COMMITTED) {
                continue;
            }
            int size = 0;
            long sum = 0;
            for (Transaction.Appended appended : transaction.appends()) {
                if (!appended.partition().topic().equals(topic)) {
                    continue;
                }
                Places.Place place = places.of(appended.value());
                long amount = amountOf.applyAsLong(appended.value());
                long offset = place == null ? appended.offset() : place.offset();
                size++;
                sum += amount;
                if (offset >= 0) {
                    postings.computeIfAbsent(appended.partition(), partition -> new ArrayList<>())
                            .add(new Posting(offset, entries.size(), amount));
                }
            }
            entries.add(new Entry(transaction, size, sum));
        }
        postings.values().forEach(list -> list.sort(Comparator.comparingLong(Posting::offset)));
        return new Ledger(entries, postings);
    }

    /** Where one client stands, and what it has seen until there. Goes forward, or back to a partition's beginning. */
    private final class Reader {

        private final Ledger ledger;
        private final int[] inside;
        private final long[] insideAmount;
        private final Map<Partition, Position> positions = new HashMap<>();
        private long seen;
        private long divided;
        private long paidInInside;
        /** Whether it has missed a part; then nothing can be said of its sums any more. */
        private boolean gap;

        private Reader(Ledger ledger) {
            this.ledger = ledger;
            this.inside = new int[ledger.entries().size()];
            this.insideAmount = new long[ledger.entries().size()];
        }

        private void read(Read read, Violations found) {
            read.ranges().forEach(this::advance);
            judge("for " + read.call(), found);
        }

        private void advance(ReadRange range) {
            if (!range.partition().topic().equals(topic)) {
                return;
            }
            Position position = positions.computeIfAbsent(range.partition(), partition -> new Position());
            if (range.fromOffset() == 0 && position.offset > 0) {
                back(range.partition(), position);
            }
            gap |= range.fromOffset() != position.offset;
            Entries entries = range.entries();
            for (int i = 0; i < entries.size(); i++) {
                long amount = amountOf.applyAsLong(entries.value(i));
                seen += amount;
                position.seen += amount;
            }
            List<Posting> postings = ledger.postings().getOrDefault(range.partition(), List.of());
            while (position.passed < postings.size()
                    && postings.get(position.passed).offset() < range.nextOffset()) {
                move(postings.get(position.passed++), 1);
            }
            position.offset = range.nextOffset();
        }

        private void back(Partition partition, Position position) {
            List<Posting> postings = ledger.postings().getOrDefault(partition, List.of());
            while (position.passed > 0) {
                move(postings.get(--position.passed), -1);
            }
            seen -= position.seen;
            position.seen = 0;
            position.offset = 0;
        }

        /** One posting comes inside the reader's positions, or falls out of them again. */
        private void move(Posting posting, int direction) {
            int transaction = posting.transaction();
            int size = ledger.entries().get(transaction).size();
            long sum = ledger.entries().get(transaction).sum();
            if (inside[transaction] == size) {
                paidInInside -= sum;
            } else {
                divided -= insideAmount[transaction];
            }
            inside[transaction] += direction;
            insideAmount[transaction] += direction * posting.amount();
            if (inside[transaction] == size) {
                paidInInside += sum;
            } else {
                divided += insideAmount[transaction];
            }
        }

        private void judge(String when, Violations found) {
            // an opening sums to what it pays in, a transfer to nothing: so this is what whole transactions leave
            if (gap || paidInInside != paidIn || seen - divided == paidIn) {
                return;
            }
            Map<Partition, Long> at = new TreeMap<>();
            positions.forEach((partition, position) -> at.put(partition, position.offset));
            found.add(Kind.UNBALANCED,
                    "accounts add up to " + (seen - divided) + " where " + paidIn + " was paid in, " + when
                            + ", who stands at " + at + " with " + divided + " of " + dividedTransfers()
                            + " transfers in between; first "
                            + firstDivided());
        }

        private int dividedTransfers() {
            int count = 0;
            for (int i = 0; i < inside.length; i++) {
                count += inside[i] > 0 && inside[i] < ledger.entries().get(i).size() ? 1 : 0;
            }
            return count;
        }

        private String firstDivided() {
            @Nullable
            Transaction first = null;
            for (int i = 0; i < inside.length && first == null; i++) {
                first = inside[i] > 0 && inside[i] < ledger.entries().get(i).size()
                        ? ledger.entries().get(i).transaction()
                        : null;
            }
            return first == null ? "none" : first.toString();
        }
    }

    private static final class Position {
        private long offset;
        private long seen;
        private int passed;
    }
}
