package dev.tidemark.broker.quorum;

import dev.tidemark.broker.metadata.MetadataRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A replicated sequence of metadata batches. Called on the control loop, where its listener is called and its stages complete.
 *
 * <p>What every implementation promises:
 * <ol>
 * <li>{@link #start} first hands the listener the newest snapshot, if there is one, then every committed batch behind it, in order, then
 * whatever is committed from then on; all nodes see the same batches in the same order.
 * <li>A batch is seen whole or not at all, at most once.
 * <li>A proposal's stage completes with {@link Outcome#COMMITTED} after the listener saw the batch, and with {@link Outcome#NO_ROOM} if nobody
 * ever will. If the stage fails the batch may still be committed (now or later): its outcome is unknown, and the controller resigns and reloads.
 * <li>{@link Listener#elected} comes with an epoch greater than any before on any node, after all batches committed under earlier epochs were
 * handed over.
 * <li>Batches of proposers that were overtaken may come late, with their epoch: dropping them is the state's business
 * ({@code ImageBuilder.apply}), so that all nodes drop the same ones.
 * </ol>
 */
public interface MetadataQuorum {

    /** What the state machine above hears. */
    interface Listener {

        /** Replaces all state. */
        void load(MetadataSnapshot snapshot);

        /** The next committed batch. */
        void committed(int controllerEpoch, List<MetadataRecord> records);

        /** This node leads, under this epoch; it may propose now. */
        void elected(int controllerEpoch);

        /** This node leads no longer. */
        void resigned();
    }

    /** What became of a proposal, as far as it is known. */
    enum Outcome {
        /** It is durable, and the listener saw it. */
        COMMITTED,
        /** The disk is full and holds nothing of it; the leadership goes on, and the next proposal may find room. */
        NO_ROOM
    }

    /** Begins; the stage completes when what was committed before is handed over. Called once. */
    CompletionStage<Void> start(Listener listener);

    /** Asks for a batch to be committed. Completes as the contract above says; fails if this node does not lead under this epoch. */
    CompletionStage<Outcome> propose(int controllerEpoch, List<MetadataRecord> records);

    /** Keeps the state, so that batches up to it can be dropped; if there is no room for it, they stay, and a later one is asked for. */
    CompletionStage<Void> save(MetadataSnapshot snapshot);

    /** How many committed batches stand behind the newest snapshot, or the latest that found no room: the measure of when to take the next. */
    long batchesSinceSnapshot();

    /** Ends; nothing is handed over afterwards. */
    void close();
}
