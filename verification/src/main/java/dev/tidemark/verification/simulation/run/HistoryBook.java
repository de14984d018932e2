package dev.tidemark.verification.simulation.run;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down what the workloads of a run were told, in the words of those who judge it: texts become numbers, in the order in which they are met.
 * Confined to the simulation's thread.
 */
final class HistoryBook {

    private final Recorder recorder = new Recorder();
    private final Map<String, Long> numbers = new HashMap<>();
    private int clients;

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
                        number(write.value()), Append.NO_OFFSET));
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

    History history() {
        return recorder.history();
    }

    private Entries entries(List<ReadingConsumer.Seen> seen) {
        Entries.Builder entries = new Entries.Builder();
        seen.forEach(record -> entries.add(record.offset(), key(record.key()), number(record.value())));
        return entries.build();
    }

    private long key(String text) {
        return text.isEmpty() ? 0 : number(text);
    }

    private long number(String text) {
        return numbers.computeIfAbsent(text, fresh -> numbers.size() + 1L);
    }

    private static Partition partition(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }
}
