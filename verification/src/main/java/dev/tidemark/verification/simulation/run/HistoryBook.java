package dev.tidemark.verification.simulation.run;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.GroupAssignment;
import dev.tidemark.verification.simulation.history.GroupLeave;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ConsumeProcessProduce;
import dev.tidemark.verification.simulation.workload.PartitionProbe;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.ToldOffset;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes down what the workloads of a run were told, in the words of those who judge it: texts become numbers, in the order in which they are met; keys
 * that are numbers stay what they are. Confined to the simulation's thread.
 */
final class HistoryBook {

    /** Below are keys that are numbers, and 0 for none. */
    private static final long FIRST = 1L << 32;

    private final Recorder recorder = new Recorder();
    private final Map<String, Long> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private int clients;

    HistoryBook() {
        this(0);
    }

    /** @param clients where the numbers of its clients begin */
    HistoryBook(int clients) {
        this.clients = clients;
    }

    /** All that a producer sent. */
    void appends(AppendingProducer producer) {
        int client = clients++;
        for (AppendingProducer.Sent sent : producer.sent()) {
            Outcome outcome = sent.acknowledged() ? Outcome.OK : Outcome.UNKNOWN;
            long completed = sent.acknowledged() ? sent.settledNanos() : Call.NEVER;
            recorder.add(new Append(new Call(client, sent.sentNanos(), completed), partition(sent.partition()), client,
                    sent.number(), 0, number(sent.value()), sent.acknowledged() ? sent.offset() : Append.NO_OFFSET,
                    outcome));
        }
    }

    /** All transactions of a workload; those of one id by one client. */
    void transactions(TransactionLog log, String group) {
        Map<String, Integer> clientOf = new HashMap<>();
        for (TransactionLog.Entry entry : log.entries()) {
            int client = clientOf.computeIfAbsent(entry.client(), name -> clients++);
            End end = switch (entry.end()) {
                case COMMITTED -> End.COMMITTED;
                case ABORTED, OPEN -> End.ABORTED;
                case UNKNOWN -> End.UNKNOWN;
            };
            boolean known = end != End.UNKNOWN && entry.endedNanos() >= 0;
            Call call = new Call(client, entry.beganNanos(), known ? entry.endedNanos() : Call.NEVER);
            List<Transaction.Appended> appends = new ArrayList<>();
            for (TransactionLog.Write write : entry.writes()) {
                appends.add(new Transaction.Appended(partition(write.partition()), key(write.key()),
                        number(write.value()), write.offset()));
            }
            List<Transaction.GroupOffset> offsets = new ArrayList<>();
            entry.offsets()
                    .forEach((partition, offset) -> offsets
                            .add(new Transaction.GroupOffset(group, partition(partition), offset)));
            recorder.add(new Transaction(call, entry.transactionalId(), appends, List.of(), offsets, end));
        }
    }

    /** All that a reader was shown. */
    void reads(ReadingConsumer reader, Isolation isolation) {
        int client = clients++;
        for (ReadingConsumer.Shown shown : reader.shown()) {
            ReadRange range = new ReadRange(partition(shown.partition()), shown.from(), shown.next(), false,
                    entries(shown.records()));
            recorder.add(new Read(new Call(client, shown.askedNanos(), shown.shownNanos()), isolation, List.of(range)));
        }
    }

    /** What a reader of committed data saw when all was over: the partition as it is. */
    void end(ReadingConsumer reader, List<TopicPartition> partitions, Cleanup cleanup) {
        for (TopicPartition partition : partitions) {
            List<ReadingConsumer.Seen> seen = reader.seen(partition);
            long next = seen.isEmpty() ? 0 : seen.getLast().offset() + 1;
            recorder.end(new FinalLog(partition(partition), cleanup, 0, next, entries(seen)));
        }
    }

    /**
     * What a probe was told of partitions. ListOffsets answers only once a start has forced what it found, and so never goes back (KIP-207). A fetch is
     * answered before, with less than was told before the start, here as in Kafka: it binds nobody, as if each were another client's, and only has to
     * agree with itself.
     */
    void exposed(PartitionProbe probe) {
        exposed(probe, HistoryBook::partition);
    }

    /** The same, of partitions that have other names in the history. */
    void exposed(PartitionProbe probe, Function<TopicPartition, Partition> names) {
        int client = clients++;
        for (PartitionProbe.Told told : probe.told()) {
            int who = told.byFetch() ? clients++ : client;
            recorder.add(new Exposed(new Call(who, told.askedNanos(), told.toldNanos()),
                    names.apply(told.partition()), told.leaderEpoch(), Exposed.UNTOLD, told.highWatermark(),
                    told.lastStable(), told.logStart()));
        }
    }

    /** What somebody was told that a group had committed. */
    void committed(String group, List<ToldOffset> told) {
        int client = clients++;
        for (ToldOffset answer : told) {
            recorder.add(new OffsetFetch(new Call(client, answer.askedNanos(), answer.toldNanos()), group,
                    partition(answer.partition()), answer.offset()));
        }
    }

    /** What processors owned in their group, and when they went. */
    void members(List<ConsumeProcessProduce> processors) {
        for (ConsumeProcessProduce member : processors) {
            int client = clients++;
            for (ConsumeProcessProduce.Share share : member.shares()) {
                recorder.add(new GroupAssignment(new Call(client, share.sinceNanos(), share.sinceNanos()),
                        member.group(), member.name(), share.generation(), partitions(share.partitions())));
            }
            long gone = member.goneNanos();
            if (gone != SimProcess.ALIVE) {
                recorder.add(new GroupLeave(new Call(client, gone, gone), member.group(), member.name()));
            }
        }
    }

    /** The number of the input that an output was made of, by the numbers of their values; a number that no value has if there is none. */
    long inputOf(long output) {
        int index = Math.toIntExact(output - FIRST);
        String input = ConsumeProcessProduce.inputOf(texts.get(index));
        return numbers.getOrDefault(input, -1L);
    }

    History history() {
        return recorder.history();
    }

    private Entries entries(List<ReadingConsumer.Seen> seen) {
        Entries.Builder entries = new Entries.Builder();
        seen.forEach(record -> entries.add(record.offset(), key(record.key()), number(record.value())));
        return entries.build();
    }

    private long key(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        return text.chars().allMatch(Character::isDigit) ? Long.parseLong(text) : number(text);
    }

    private long number(String text) {
        return numbers.computeIfAbsent(text, fresh -> {
            texts.add(fresh);
            return FIRST + texts.size() - 1;
        });
    }

    static Set<Partition> partitions(Collection<TopicPartition> all) {
        return all.stream().map(HistoryBook::partition).collect(Collectors.toSet());
    }

    static Partition partition(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }
}
