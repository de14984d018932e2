package dev.tidemark.streams.runtime.commit;

import static dev.tidemark.streams.runtime.commit.CommitStage.DONE;
import static dev.tidemark.streams.runtime.commit.CommitStage.FAILED;
import static dev.tidemark.streams.runtime.commit.CommitStage.FENCED;
import static dev.tidemark.streams.runtime.commit.CommitStage.MUST_ABORT;
import static dev.tidemark.streams.runtime.commit.CommitStage.MUST_INITIALISE;
import static dev.tidemark.streams.runtime.commit.CommitStage.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each answer at each step that waits for one. */
class CommitAnswersTest {

    /** A commit of task one that waits for the answer of one step. */
    enum Step {
        SEND(stage -> stage.draining()),
        OFFSETS(stage -> stage.sendingOffsets()),
        END_COMMIT(stage -> stage.ending()),
        END_ABORT(stage -> stage.aborting()),
        INITIALISE(stage -> stage.resolving());

        private final Consumer<CommitStage> way;

        Step(Consumer<CommitStage> way) {
            this.way = way;
        }

        CommitStage reached() {
            CommitStage stage = new CommitStage().worked("out");
            way.accept(stage);
            stage.news();
            return stage;
        }
    }

    private static final Map<String, TransactionOutcome> ANSWERS = new LinkedHashMap<>();

    static {
        for (TransactionOutcome answer : List.of(DONE, UNKNOWN, MUST_ABORT, MUST_INITIALISE, FENCED, FAILED)) {
            ANSWERS.put(answer.getClass().getSimpleName(), answer);
        }
    }

    @Test
    void what_each_answer_leads_to() {
        StringBuilder table = new StringBuilder();
        for (Step step : Step.values()) {
            ANSWERS.forEach((name, answer) -> {
                CommitStage stage = step.reached();
                stage.answer(answer);
                List<String> atOnce = stage.news();
                stage.loop.advanceMs(50);
                List<String> later = stage.news();
                table.append(String.format("%-10s  %-14s  %s%s%s%n", step, name, String.join(", ", atOnce),
                        later.isEmpty() ? "" : "after 50 ms: " + String.join(", ", later),
                        stage.protocol.failure() == null ? "" : "stop"));
            });
        }
        assertThat(table.toString()).isEqualToNormalizingNewlines("""
                SEND        Done            AwaitingGroup 1, member owning [in-0, side-0]
                SEND        Unknown         Aborting 1, end abort
                SEND        MustAbort       Aborting 1, end abort
                SEND        MustInitialise  Aborting 1, initialise
                SEND        Fenced          Aborting 1, initialise
                SEND        Failed          stop
                OFFSETS     Done            EndingTransaction 1, end commit
                OFFSETS     Unknown         Aborting 1, end abort
                OFFSETS     MustAbort       Aborting 1, end abort
                OFFSETS     MustInitialise  Aborting 1, initialise
                OFFSETS     Fenced          Aborting 1, initialise
                OFFSETS     Failed          stop
                END_COMMIT  Done            Applying 1, one committed, Idle 1
                END_COMMIT  Unknown         after 50 ms: end commit
                END_COMMIT  MustAbort       Aborting 1, end abort
                END_COMMIT  MustInitialise  Resolving 1, initialise
                END_COMMIT  Fenced          Resolving 1, initialise
                END_COMMIT  Failed          stop
                END_ABORT   Done            discard, one aborted, two aborted, Idle 1
                END_ABORT   Unknown         initialise
                END_ABORT   MustAbort       initialise
                END_ABORT   MustInitialise  initialise
                END_ABORT   Fenced          initialise
                END_ABORT   Failed          stop
                INITIALISE  Done            committed of [in-0, side-0]
                INITIALISE  Unknown         after 50 ms: initialise
                INITIALISE  MustAbort       after 50 ms: initialise
                INITIALISE  MustInitialise  after 50 ms: initialise
                INITIALISE  Fenced          stop
                INITIALISE  Failed          stop
                """);
    }

    @Test
    void a_producer_that_is_fenced_while_it_initialises_stops_the_worker_by_name_and_for_good() {
        CommitStage stage = Step.INITIALISE.reached();
        CommitPhase before = stage.protocol.phase();
        stage.answer(FENCED);
        TidemarkException failure = Objects.requireNonNull(stage.protocol.failure());
        assertThat(failure.code()).isEqualTo(FailureCode.PRODUCER_FENCED);
        assertThat(failure).hasMessageContaining("Resolving of commit 1")
                .hasMessageContaining("PRODUCER_FENCED: a newer epoch");
        standsStill(stage, before);
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_for_good_stops_the_worker_by_name_and_for_good(Step step) {
        CommitStage stage = step.reached();
        CommitPhase before = stage.protocol.phase();
        stage.answer(FAILED);
        TidemarkException failure = Objects.requireNonNull(stage.protocol.failure());
        assertThat(failure.code()).isEqualTo(FailureCode.TRANSACTION_ABORTED);
        assertThat(failure).hasMessageContaining("TRANSACTIONAL_ID_AUTHORIZATION_FAILED: not allowed");
        standsStill(stage, before);
    }

    @ParameterizedTest
    @EnumSource
    void a_step_that_breaks_stops_the_worker_with_the_cause(Step step) {
        CommitStage stage = step.reached();
        CommitPhase before = stage.protocol.phase();
        IllegalStateException defect = new IllegalStateException("a defect in the client");
        stage.producer.fail(defect);
        assertThat(Objects.requireNonNull(stage.protocol.failure())).hasCause(defect)
                .hasMessageContaining(before.label() + " of commit 1");
        standsStill(stage, before);
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_after_the_end_of_the_worker_changes_nothing(Step step) {
        ANSWERS.values().forEach(answer -> {
            CommitStage stage = step.reached();
            CommitPhase before = stage.protocol.phase();
            stage.protocol.close();
            assertThat(stage.producer.closed()).isTrue();
            stage.answer(answer);
            assertThat(stage.protocol.failure()).isNull();
            standsStill(stage, before);
        });
    }

    @Test
    void a_group_that_answers_after_the_end_of_the_worker_changes_nothing() {
        CommitStage waiting = new CommitStage().worked("out").awaitingGroup();
        waiting.protocol.close();
        waiting.news();
        waiting.group.member(ScriptedGroup.MEMBER);
        standsStill(waiting, new CommitPhase.AwaitingGroup(1));

        CommitStage resolving = new CommitStage().worked("out").resolving().answer(DONE);
        resolving.protocol.close();
        resolving.news();
        resolving.group.committed(resolving.one.positions(1));
        standsStill(resolving, new CommitPhase.Resolving(1));
    }

    @Test
    void an_attempt_that_waits_for_its_time_is_not_made_after_the_end_of_the_worker() {
        CommitStage stage = Step.END_COMMIT.reached().answer(UNKNOWN);
        stage.protocol.close();
        standsStill(stage, new CommitPhase.EndingTransaction(1));
    }

    /** Whatever comes now, nothing is asked of the cluster and no task is told anything. */
    private static void standsStill(CommitStage stage, CommitPhase phase) {
        stage.outgoing.writeFull("more");
        stage.protocol.drainFull();
        stage.loop.advanceMs(60_000);
        assertThat(stage.news()).isEmpty();
        assertThat(stage.protocol.phase()).isEqualTo(phase);
        assertThat(stage.protocol.idle()).isFalse();
    }

    @Test
    void a_task_that_breaks_while_it_is_told_stops_the_worker() {
        CommitStage stage = Step.END_COMMIT.reached();
        IllegalStateException diskFull = new IllegalStateException("no space left on the disk");
        stage.one.breaksWhenCommitted(diskFull);
        assertThatThrownBy(() -> stage.answer(DONE)).as("the loop's owner hears of it").isSameAs(diskFull);
        assertThat(stage.protocol.idle()).isFalse();
    }
}
