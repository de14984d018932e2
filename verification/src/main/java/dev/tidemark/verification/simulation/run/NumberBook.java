package dev.tidemark.verification.simulation.run;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import java.util.List;
import java.util.function.Function;

/** The history of a run whose keys and values are numbers, by those who plan them. Confined to the simulation's thread. */
final class NumberBook {

    private final Recorder recorder = new Recorder();
    private int clients;

    /** @param clients where the numbers of its clients begin */
    NumberBook(int clients) {
        this.clients = clients;
    }

    /** For workloads that take down themselves what they see. */
    Recorder recorder() {
        return recorder;
    }

    /** A number for one more client. */
    int client() {
        return clients++;
    }

    /** All that a reader was shown. */
    void reads(ReadingConsumer reader, Function<TopicPartition, Partition> names) {
        int client = client();
        for (ReadingConsumer.Shown shown : reader.shown()) {
            recorder.add(new Read(new Call(client, shown.askedNanos(), shown.shownNanos()), Isolation.COMMITTED,
                    List.of(new ReadRange(names.apply(shown.partition()), shown.from(), shown.next(), false,
                            entries(shown.records(), 0)))));
        }
    }

    /**
     * A partition at the end, as a reader of committed data saw it.
     *
     * @param startOffset what lies before is deleted
     * @param endOffset where the next record would go
     */
    void end(ReadingConsumer reader, TopicPartition partition, Partition told, Cleanup cleanup, long startOffset,
            long endOffset) {
        recorder.end(new FinalLog(told, cleanup, startOffset, endOffset, entries(reader.seen(partition), startOffset)));
    }

    private static Entries entries(List<ReadingConsumer.Seen> seen, long startOffset) {
        Entries.Builder entries = new Entries.Builder();
        for (ReadingConsumer.Seen record : seen) {
            if (record.offset() >= startOffset) {
                entries.add(record.offset(), Long.parseLong(record.key()), Long.parseLong(record.value()));
            }
        }
        return entries.build();
    }

    History history() {
        return recorder.history();
    }
}
