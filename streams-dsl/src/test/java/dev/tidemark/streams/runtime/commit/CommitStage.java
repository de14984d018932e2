package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A commit protocol among parts that do what a test says, and the story of what happened, in order: phases entered, calls
 * made, tasks told. Run by the test.
 */
final class CommitStage {

    static final TransactionOutcome DONE = new TransactionOutcome.Done();
    static final TransactionOutcome UNKNOWN = new TransactionOutcome.Unknown("no answer came");
    static final TransactionOutcome MUST_ABORT = new TransactionOutcome.MustAbort("TRANSACTION_ABORTABLE", "refused");
    static final TransactionOutcome MUST_INITIALISE = new TransactionOutcome.MustInitialise("INVALID_TXN_STATE",
            "the transaction is gone");
    static final TransactionOutcome FENCED = new TransactionOutcome.Fenced("PRODUCER_FENCED", "a newer epoch");
    static final TransactionOutcome FAILED = new TransactionOutcome.Failed("TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
            "not allowed");

    /** The metadata of the stage's positions is the plain count; other text is not ours. */
    private static final CommitSeq COMMIT_SEQ = position -> position.metadata().matches("\\d+")
            ? Long.parseLong(position.metadata())
            : -1;

    final List<String> story = new ArrayList<>();
    final ManualLoop loop = new ManualLoop(new ManualClock(0));
    final ScriptedProducer producer = new ScriptedProducer(story);
    final ScriptedGroup group = new ScriptedGroup(story);
    final LabelledOutgoing outgoing = new LabelledOutgoing(story);
    final List<ScriptedTask> tasks = new ArrayList<>();
    final ScriptedTask one = task("one", new TopicPartition("in", 0), new TopicPartition("side", 0));
    final ScriptedTask two = task("two", new TopicPartition("in", 1));
    final CommitProtocol protocol = new CommitProtocol(loop, producer, group, COMMIT_SEQ, outgoing, () -> tasks,
            phase -> story.add(text(phase)));

    private static String text(CommitPhase phase) {
        return phase.label() + " " + phase.number();
    }

    /** One more task that runs on this worker from now on. */
    ScriptedTask task(String name, TopicPartition... inputs) {
        ScriptedTask task = new ScriptedTask(name, List.of(inputs), story);
        tasks.add(task);
        return task;
    }

    /** Task one processed something and wrote this. */
    CommitStage worked(String label) {
        one.work();
        outgoing.write(label);
        return this;
    }

    /** Both tasks processed something and wrote this. */
    CommitStage bothWorked(String label) {
        two.work();
        return worked(label);
    }

    /** What happened since the last look. */
    List<String> news() {
        List<String> news = List.copyOf(story);
        story.clear();
        return news;
    }

    /** The oldest call is answered, and what follows from that without waiting runs. */
    CommitStage answer(TransactionOutcome outcome) {
        producer.answer(outcome);
        loop.runReady();
        return this;
    }

    /** A commit has begun; its batches are on their way. */
    CommitStage draining() {
        protocol.commit();
        return this;
    }

    /** All batches are acknowledged; the group is asked who commits. */
    CommitStage awaitingGroup() {
        return draining().answer(DONE);
    }

    /** TxnOffsetCommit is on its way. */
    CommitStage sendingOffsets() {
        awaitingGroup().group.member(ScriptedGroup.MEMBER);
        return this;
    }

    /** EndTxn is on its way. */
    CommitStage ending() {
        return sendingOffsets().answer(DONE);
    }

    /** EndTxn was answered with "the transaction is gone"; the producer initialises. */
    CommitStage resolving() {
        return ending().answer(MUST_INITIALISE);
    }

    /** The offsets were refused; the end by an abort is on its way. */
    CommitStage aborting() {
        return sendingOffsets().answer(MUST_ABORT);
    }
}
