package dev.tidemark.streams.runtime.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.runtime.commit.PlainCluster.Worked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task that writes numbered records and remembers which of them it was told are durable; run by the test. */
final class PlainTask implements CommitParticipant {

    private final int number;
    private final PlainCluster cluster;
    private final String where;
    private final TopicPartition input;
    private long commitSeq;
    private final List<Worked> durable = new ArrayList<>();
    private @Nullable List<Worked> sealed;
    private List<Worked> open = new ArrayList<>();
    private int written;
    private int told;
    private int fell;

    PlainTask(int number, PlainCluster cluster, String where) {
        this.number = number;
        this.cluster = cluster;
        this.where = where + ", task " + number;
        this.input = new TopicPartition("in", number);
    }

    Worked work() {
        Worked record = new Worked(number, written++);
        open.add(record);
        return record;
    }

    @Override
    public boolean dirty() {
        return !open.isEmpty();
    }

    @Override
    public SealedTask seal() {
        assertThat(sealed).as(where).isNull();
        sealed = open;
        open = new ArrayList<>();
        return new SealedTask(commitSeq + 1,
                Map.of(input, new OffsetAndMetadata(written, -1, Long.toString(commitSeq + 1))));
    }

    @Override
    public void committed() {
        assertThat(sealed).as("%s has something sealed", where).isNotNull();
        commitSeq++;
        durable.addAll(sealed);
        sealed = null;
        told++;
        agreesWithTheCluster();
    }

    @Override
    public void aborted() {
        fell += sealed == null && open.isEmpty() ? 0 : 1;
        sealed = null;
        open.clear();
        agreesWithTheCluster();
    }

    /** What it was told is what the cluster shows. */
    void agreesWithTheCluster() {
        assertThat(cluster.commitSeq(input)).as("%s: commits that happened", where).isEqualTo(commitSeq);
        assertThat(cluster.visible(number)).as("%s: records that are visible", where).isEqualTo(durable);
    }

    int told() {
        return told;
    }

    int fell() {
        return fell;
    }
}
