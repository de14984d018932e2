package dev.tidemark.broker.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.ControllerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MetadataQuorum} promises. An implementation extends this and says how one of its nodes is started and lost.
 */
public abstract class MetadataQuorumContract {

    /** What one node hears of its quorum, in order, as text. */
    public static final class Witness implements MetadataQuorum.Listener {

        public final List<String> heard = new ArrayList<>();
        public int epoch = -1;

        @Override
        public void load(MetadataSnapshot snapshot) {
            heard.clear();
            heard.add("snapshot " + snapshot.offset() + " of epoch " + snapshot.controllerEpoch() + " "
                    + snapshot.records());
        }

        @Override
        public void committed(int controllerEpoch, List<MetadataRecord> records) {
            heard.add("epoch " + controllerEpoch + " " + records);
        }

        @Override
        public void elected(int controllerEpoch) {
            epoch = controllerEpoch;
        }

        @Override
        public void resigned() {
            epoch = -1;
        }
    }

    /** A node over what earlier nodes of this test left behind. Not started. */
    protected abstract MetadataQuorum newNode();

    /** The node's process ends without a word. */
    protected abstract void lose(MetadataQuorum node);

    /** Runs all loops until nothing is left to do. */
    protected abstract void settle();

    protected final Witness witness = new Witness();

    @Test
    void a_proposal_is_heard_before_its_stage_completes() {
        MetadataQuorum node = started(witness);
        List<Integer> heardAtCompletion = new ArrayList<>();
        CompletionStage<Void> done = node.propose(witness.epoch, batch(1))
                .thenRun(() -> heardAtCompletion.add(witness.heard.size()));
        settle();
        assertThat(done.toCompletableFuture()).isCompleted();
        assertThat(heardAtCompletion).containsExactly(1);
    }

    @Test
    void batches_are_heard_whole_and_in_order_also_by_the_next_start() {
        MetadataQuorum node = started(witness);
        int epoch = witness.epoch;
        for (int i = 0; i < 20; i++) {
            node.propose(epoch, List.of(new ProducerIdsReserved(i), new ProducerIdsReserved(-i)));
            if (i % 3 == 0) {
                settle();
            }
        }
        settle();
        assertThat(witness.heard).hasSize(20);
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            wanted.add("epoch " + epoch + " " + List.of(new ProducerIdsReserved(i), new ProducerIdsReserved(-i)));
        }
        assertThat(witness.heard).isEqualTo(wanted);
        lose(node);

        Witness next = new Witness();
        started(next);
        assertThat(next.heard).isEqualTo(wanted);
    }

    @Test
    void every_election_has_a_greater_epoch() {
        int last = -1;
        for (int i = 0; i < 4; i++) {
            Witness next = new Witness();
            MetadataQuorum node = started(next);
            assertThat(next.epoch).isGreaterThan(last);
            last = next.epoch;
            node.propose(last, List.of(new ControllerStarted(1, last)));
            settle();
            lose(node);
        }
    }

    @Test
    void a_proposal_of_another_epoch_is_refused_and_never_heard() {
        MetadataQuorum node = started(witness);
        CompletableFuture<MetadataQuorum.Outcome> older = node.propose(witness.epoch - 1, batch(1))
                .toCompletableFuture();
        CompletableFuture<MetadataQuorum.Outcome> newer = node.propose(witness.epoch + 1, batch(2))
                .toCompletableFuture();
        settle();
        assertThatThrownBy(older::join).hasMessageContaining("epoch");
        assertThatThrownBy(newer::join).hasMessageContaining("epoch");
        assertThat(witness.heard).isEmpty();
    }

    @Test
    void a_snapshot_stands_for_the_batches_before_it() {
        MetadataQuorum node = started(witness);
        int epoch = witness.epoch;
        node.propose(epoch, batch(1));
        node.propose(epoch, batch(2));
        settle();
        assertThat(node.batchesSinceSnapshot()).isEqualTo(2);
        CompletableFuture<Void> saved = node.save(new MetadataSnapshot(2, epoch, batch(2))).toCompletableFuture();
        settle();
        assertThat(saved).isCompleted();
        assertThat(node.batchesSinceSnapshot()).isZero();
        node.propose(epoch, batch(3));
        settle();
        lose(node);

        Witness next = new Witness();
        started(next);
        assertThat(next.heard).containsExactly("snapshot 2 of epoch " + epoch + " " + batch(2),
                "epoch " + epoch + " " + batch(3));
        assertThat(next.epoch).isGreaterThan(epoch);
    }

    @Test
    void nothing_is_heard_after_close() {
        MetadataQuorum node = started(witness);
        node.propose(witness.epoch, batch(1));
        node.close();
        settle();
        assertThat(witness.heard).isEmpty();
        assertThat(node.propose(witness.epoch, batch(2)).toCompletableFuture()).isCompletedExceptionally();
    }

    protected final MetadataQuorum started(Witness by) {
        MetadataQuorum node = newNode();
        CompletionStage<Void> start = node.start(by);
        settle();
        start.toCompletableFuture().join();
        assertThat(by.epoch).isGreaterThanOrEqualTo(0);
        return node;
    }

    protected static List<MetadataRecord> batch(long number) {
        return List.of(new ProducerIdsReserved(number));
    }
}
