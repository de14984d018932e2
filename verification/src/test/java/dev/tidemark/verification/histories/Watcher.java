package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** A stock reader that follows all partitions of a topic and takes down what it is told and what it sees. Used by one thread. */
final class Watcher implements AutoCloseable {

    private final int number;
    private final String topic;
    private final int partitions;
    private final Isolation isolation;
    private final HistoryClock clock;
    private final StableReader reader;
    private final Recorder recorder = new Recorder();

    Watcher(int number, String bootstrap, String topic, int partitions, Isolation isolation, HistoryClock clock) {
        this.number = number;
        this.topic = topic;
        this.partitions = partitions;
        this.isolation = isolation;
        this.clock = clock;
        this.reader = new StableReader(topic, partitions,
                new StockSource(bootstrap, topic, partitions, "watcher-" + number,
                        isolation == Isolation.COMMITTED));
    }

    /** Reads each partition to its end of now. What fails is read again the next time. */
    void look() {
        long askedNs = clock.nowNs();
        List<ReadRange> ranges = new ArrayList<>();
        try {
            for (int partition = 0; partition < partitions; partition++) {
                ranges.add(reader.readTo(partition, end(partition), true));
            }
        } catch (KafkaException noAnswer) {
            // the broker is away; what was read so far counts
        }
        recorder.add(new Read(clock.since(number, askedNs), isolation, ranges));
    }

    private long end(int partition) {
        long askedNs = clock.nowNs();
        long end = reader.source().end(partition);
        boolean committed = isolation == Isolation.COMMITTED;
        recorder.add(new Exposed(clock.since(number, askedNs), new Partition(topic, partition), Exposed.UNTOLD,
                Exposed.UNTOLD,
                committed ? Exposed.UNTOLD : end, committed ? end : Exposed.UNTOLD));
        return end;
    }

    /** Reads everything, once nobody writes any more; the log's start is its beginning, since nothing is ever deleted here. */
    void readAtTheEnd() {
        for (int partition = 0; partition < partitions; partition++) {
            ReadRange all = reader.readTo(partition, reader.source().end(partition), true);
            if (all.fromOffset() != 0) {
                throw new IllegalStateException("a reader of the end reads once");
            }
            recorder.end(new FinalLog(all.partition(), Cleanup.DELETE, 0, all.nextOffset(), all.entries()));
        }
    }

    long endNow(int partition) {
        return reader.source().end(partition);
    }

    History history() {
        return recorder.history();
    }

    @Override
    public void close() {
        reader.close();
    }
}
