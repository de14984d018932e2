package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionOutcome.Done;
import dev.tidemark.client.producer.TransactionOutcome.Failed;
import dev.tidemark.client.producer.TransactionOutcome.Fenced;
import dev.tidemark.client.producer.TransactionOutcome.MustAbort;
import dev.tidemark.client.producer.TransactionOutcome.MustInitialise;
import dev.tidemark.client.producer.TransactionOutcome.Unknown;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.streams.runtime.commit.CommitPhase.Aborting;
import dev.tidemark.streams.runtime.commit.CommitPhase.Applying;
import dev.tidemark.streams.runtime.commit.CommitPhase.AwaitingGroup;
import dev.tidemark.streams.runtime.commit.CommitPhase.Draining;
import dev.tidemark.streams.runtime.commit.CommitPhase.EndingTransaction;
import dev.tidemark.streams.runtime.commit.CommitPhase.Idle;
import dev.tidemark.streams.runtime.commit.CommitPhase.Resolving;
import dev.tidemark.streams.runtime.commit.CommitPhase.SendingOffsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one worker, one after another; run by the worker's loop, on which every stage it waits for completes. It
 * never blocks: each answer takes it one {@link CommitPhase} further.
 *
 * <p>One transaction is on the wire at most. While a commit is under way the tasks go on and fill batches that carry no
 * producer id, epoch or sequence; none of them is sent before EndTxn is answered, because the cluster would count them to
 * the transaction that is ending. In {@code Idle} full batches leave early, as the start of the next transaction.
 *
 * <p>Whether an interval happened is decided by EndTxn and by nothing else. If its answer is lost, the same EndTxn is sent
 * again; if the producer has to be initialised (which ends what was open), the group's offsets, read stable, tell: the
 * interval was committed if and only if they carry the sealed {@code commitSeq}.
 *
 * <p>A fenced epoch means the same here as a lost one, for the transactional id is this process's own: it contains an
 * identity that the state directory's lock keeps to one process. So the coordinator has ended the transaction by its
 * time-out, for example because it was away for so long. Where a state directory was copied, the group decides: the older
 * static member is fenced there, and stops.
 */
public final class CommitProtocol {

    private static final long RETRY_DELAY_MS = 50;
    private static final int END_ATTEMPTS = 5;

    private record Participation(CommitParticipant participant, SealedTask sealed) {}

    private final EventLoop loop;
    private final TransactionalProducer producer;
    private final CommitGroup group;
    private final CommitSeq commitSeq;
    private final Outgoing outgoing;
    private final Supplier<? extends Collection<? extends CommitParticipant>> participants;
    private final CommitListener listener;

    private CommitPhase phase = new Idle(0);
    private final List<Participation> sealed = new ArrayList<>();
    private int sendsUnderWay;
    private @Nullable TransactionOutcome badSend;
    private boolean sentSomething;
    private int endAttempts;
    /** Others may have gone on from the sealed interval, so the group's offsets tell nothing about it any more. */
    private boolean participantsLost;
    private @Nullable TidemarkException failure;
    private boolean closed;

    /**
     * @param participants the worker's tasks at any moment: all of them fall when an interval does
     */
    public CommitProtocol(EventLoop loop, TransactionalProducer producer, CommitGroup group, CommitSeq commitSeq,
            Outgoing outgoing, Supplier<? extends Collection<? extends CommitParticipant>> participants,
            CommitListener listener) {
        this.loop = loop;
        this.producer = producer;
        this.group = group;
        this.commitSeq = commitSeq;
        this.outgoing = outgoing;
        this.participants = participants;
        this.listener = listener;
    }

    public CommitPhase phase() {
        return phase;
    }

    /** Whether the next interval may be sealed. */
    public boolean idle() {
        return phase instanceof Idle && failure == null && !closed;
    }

    /** Why this worker cannot commit any more, or null. Its owner stops it. */
    public @Nullable TidemarkException failure() {
        return failure;
    }

    /** Sends full batches of the open interval ahead of its seal; does nothing while a commit is under way. */
    public void drainFull() {
        if (idle()) {
            send(outgoing.takeFull());
        }
    }

    /**
     * Seals every participant that changed something and starts to commit, or to give the interval up if one cannot be sealed. Call it when
     * {@link #idle}, between two tasklet calls.
     *
     * @return false if there is nothing to commit
     */
    public boolean commit() {
        Invariants.check(idle(), "a commit starts when the one before it has ended");
        for (CommitParticipant participant : participants.get()) {
            if (participant.dirty() && !seal(participant)) {
                abort("a task could not be sealed");
                return true;
            }
        }
        if (sealed.isEmpty()) {
            Invariants.check(!sentSomething, "records left a task that says it changed nothing");
            return false;
        }
        enter(new Draining(phase.number() + 1));
        send(outgoing.takeAll());
        sendsSettled();
        return true;
    }

    private boolean seal(CommitParticipant participant) {
        try {
            sealed.add(new Participation(participant, participant.seal()));
            return true;
        } catch (TidemarkException e) {
            participant.unsealed(e);
            return false;
        }
    }

    /** Gives the open interval up, for example because a task's input was lost; nothing of it will be seen. */
    public void abandon(String why) {
        Invariants.check(idle(), "an interval is abandoned when no commit is under way");
        abort(why);
    }

    /**
     * The membership of the group was lost: others may own the participants of the commit under way. Whatever it comes
     * to, they are let go of as they are and opened anew from what is committed then.
     */
    public void participantsLost() {
        participantsLost |= !(phase instanceof Idle);
    }

    /** Stops where it stands: later answers change nothing. What was open is aborted by the next owner's initialisation. */
    public void close() {
        closed = true;
        producer.close();
    }

    private void send(Collection<OutboxBatch> batches) {
        if (batches.isEmpty()) {
            return;
        }
        sentSomething = true;
        sendsUnderWay++;
        on(producer.send(batches), outcome -> {
            sendsUnderWay--;
            if (!(outcome instanceof Done) && badSend == null) {
                badSend = outcome;
            }
            sendsSettled();
        });
    }

    /** Goes on once every send of this transaction is answered. */
    private void sendsSettled() {
        if (sendsUnderWay > 0) {
            return;
        }
        switch (phase) {
            case Draining _ -> {
                Collection<OutboxBatch> behind = badSend == null ? outgoing.takeBehind() : List.of();
                if (!behind.isEmpty()) {
                    send(behind);
                } else if (badSend == null) {
                    awaitGroup();
                } else {
                    giveUp(badSend, "a batch was not written");
                }
            }
            case Aborting _ -> endWithAbort();
            case Idle _ -> {
                if (badSend != null) {
                    giveUp(badSend, "a batch was not written");
                }
            }
            case AwaitingGroup _,SendingOffsets _,EndingTransaction _,Resolving _,Applying _ ->
                throw Invariants.failure("a batch was sent in " + phase);
        }
    }

    private void awaitGroup() {
        enter(new AwaitingGroup(phase.number()));
        on(group.memberOwning(positions().keySet()), member -> {
            if (member == null) {
                abort("an input partition was assigned elsewhere while its interval was being committed");
            } else {
                sendOffsets(member);
            }
        });
    }

    private void sendOffsets(GroupMetadata member) {
        enter(new SendingOffsets(phase.number()));
        sentSomething = true;
        on(producer.sendOffsets(member, positions()), outcome -> {
            if (outcome instanceof Done) {
                endAttempts = 0;
                enter(new EndingTransaction(phase.number()));
                endTransaction();
            } else {
                giveUp(outcome, "the offsets were refused");
            }
        });
    }

    private void endTransaction() {
        on(producer.end(true), outcome -> {
            switch (outcome) {
                case Done _ -> apply();
                case Unknown _ -> {
                    if (++endAttempts < END_ATTEMPTS) {
                        later(this::endTransaction);
                    } else {
                        resolve();
                    }
                }
                // The epoch may be gone because the transaction timed out, or because a lost answer said "committed".
                case MustInitialise _,Fenced _ -> resolve();
                case MustAbort refused -> abort(refused.why());
                case Failed failed -> stop(failed);
            }
        });
    }

    /** Ends whatever is still open by a new epoch, then reads how the sealed transaction ended. */
    private void resolve() {
        if (!(phase instanceof Resolving)) {
            enter(new Resolving(phase.number()));
        }
        initialise(() -> on(group.committed(positions().keySet()), committed -> {
            if (participantsLost) {
                fall();
                return;
            }
            int happened = 0;
            for (Participation participation : sealed) {
                if (happened(participation.sealed(), committed)) {
                    happened++;
                }
            }
            if (happened == sealed.size()) {
                apply();
            } else {
                Invariants.check(happened == 0, "a transaction committed the offsets of %d of its %d tasks", happened,
                        sealed.size());
                fall();
            }
        }));
    }

    private boolean happened(SealedTask task, Map<TopicPartition, OffsetAndMetadata> committed) {
        for (TopicPartition partition : task.positions().keySet()) {
            OffsetAndMetadata position = committed.get(partition);
            if (position == null || commitSeq.of(position) != task.commitSeq()) {
                return false;
            }
        }
        return true;
    }

    private void apply() {
        enter(new Applying(phase.number()));
        List<Participation> done = List.copyOf(sealed);
        forgetTransaction();
        for (Participation participation : done) {
            participation.participant().committed();
        }
        enter(new Idle(phase.number()));
    }

    private void giveUp(TransactionOutcome outcome, String what) {
        switch (outcome) {
            case Done _ -> throw Invariants.failure("a step that happened is not given up");
            case Unknown unknown -> abort(what + ": " + unknown.why());
            case MustAbort refused -> abort(what + ": " + refused.why());
            case MustInitialise lost -> initialiseAnew(what + ": " + lost.why());
            case Fenced fenced -> initialiseAnew(what + ": " + fenced.why());
            case Failed failed -> stop(failed);
        }
    }

    private void initialiseAnew(String why) {
        enter(new Aborting(phase.number(), why));
        initialise(this::fall);
    }

    private void abort(String why) {
        enter(new Aborting(phase.number(), why));
        if (sendsUnderWay == 0) {
            endWithAbort();
        }
    }

    private void endWithAbort() {
        on(producer.end(false), outcome -> {
            switch (outcome) {
                case Done _ -> fall();
                // A new epoch aborts what is open, so it also settles an abort that was not answered.
                case Unknown _,MustAbort _,MustInitialise _,Fenced _ -> initialise(this::fall);
                case Failed failed -> stop(failed);
            }
        });
    }

    private void initialise(Runnable then) {
        on(producer.initialise(), outcome -> {
            switch (outcome) {
                case Done _ -> then.run();
                case Unknown _,MustAbort _,MustInitialise _ -> later(() -> initialise(then));
                case Fenced fenced -> stop(fenced);
                case Failed failed -> stop(failed);
            }
        });
    }

    private void fall() {
        forgetTransaction();
        outgoing.discard();
        for (CommitParticipant participant : participants.get()) {
            participant.aborted();
        }
        enter(new Idle(phase.number()));
    }

    private void forgetTransaction() {
        sealed.clear();
        badSend = null;
        sentSomething = false;
        participantsLost = false;
    }

    private void stop(Fenced fenced) {
        stop(new TidemarkException(FailureCode.PRODUCER_FENCED, "This worker's producer was replaced by a newer one",
                phase.label() + " of commit " + phase.number(), fenced.error() + ": " + fenced.why(),
                "nothing was lost and nothing of this interval is visible; see whether a second process runs with the"
                        + " same state.dir"));
    }

    private void stop(Failed failed) {
        stop(new TidemarkException(FailureCode.TRANSACTION_ABORTED, "A commit cannot go on",
                phase.label() + " of commit " + phase.number(), failed.error() + ": " + failed.why(),
                "correct the cause and start the application again; it continues at its last commit"));
    }

    private void stop(TidemarkException cause) {
        failure = cause;
    }

    private Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> all = new TreeMap<>();
        for (Participation participation : sealed) {
            all.putAll(participation.sealed().positions());
        }
        return all;
    }

    private void enter(CommitPhase next) {
        phase = next;
        listener.entered(next);
    }

    private void later(Runnable step) {
        loop.schedule(RETRY_DELAY_MS, () -> {
            if (!closed) {
                step.run();
            }
        });
    }

    /**
     * Goes on with an answer, unless this protocol was closed; a failed stage is a bug of whoever completed it. What breaks
     * while going on, breaks the loop.
     */
    private <T extends @Nullable Object> void on(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((answer, thrown) -> {
            if (closed || failure != null) {
                return;
            }
            if (thrown != null) {
                stop(thrown instanceof TidemarkException known ? known
                        : new TidemarkException(FailureCode.TRANSACTION_ABORTED, "A commit cannot go on",
                                phase.label() + " of commit " + phase.number(), thrown.toString(),
                                "this is a defect of Tidemark: report it with the log", thrown));
                return;
            }
            try {
                next.accept(answer);
            } catch (RuntimeException | Error broken) {
                // the stage would keep it to itself, and the worker would wait for ever
                loop.execute(() -> {
                    throw broken;
                });
            }
        });
    }
}
