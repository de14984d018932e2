package dev.tidemark.streams.runtime.task;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.state.CheckpointTrigger;
import dev.tidemark.state.MemoryPressure;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.TaskStores;
import dev.tidemark.streams.runtime.commit.CommitSeq;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.commit.SealedTask;
import dev.tidemark.streams.runtime.operator.EdgeSink;
import dev.tidemark.streams.runtime.operator.OperatorGraph;
import dev.tidemark.streams.runtime.operator.RecordContext;
import dev.tidemark.streams.runtime.operator.WindowCounters;
import dev.tidemark.streams.runtime.time.EdgeAnnouncer;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.runtime.time.WriterState;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.wire.OffsetMetadata;
import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task of a topology; run by its worker's loop, in production, in the test driver and in simulation alike.
 *
 * <p>A call processes a bounded number of records, those of the input that is least far in time first, then brings the
 * frontiers up to date and fires what closes. What comes out does not depend on where the calls, the deliveries or the
 * seals fall, except for nodes that {@code describe} marks.
 */
// Invariant: committed is what the group's offsets and the stores say; sealed, if there, is one commit ahead of it.
public final class StreamTask implements Task {

    /** The commit count in the metadata of this task's positions, for {@code CommitProtocol}; -1 for none of ours. */
    public static final CommitSeq COMMIT_SEQ = position -> {
        try {
            return OffsetMetadata.parse(position.metadata(), "offset " + position.offset()).commitSeq();
        } catch (TidemarkException notOurs) {
            return -1;
        }
    };

    private static final WriterState[] NO_WRITERS = new WriterState[0];
    /** Records of one input that are processed before the inputs are compared again. */
    private static final int RUN_LENGTH = 32;
    /** Records, and results of windows, that one call processes. */
    private final int recordsPerCall;

    private final TaskId id;
    private final TaskInput[] inputs;
    private final Map<TopicPartition, Integer> inputNumbers = new HashMap<>();
    private final OperatorGraph graph;
    private final RecordContext context = new RecordContext();
    private final TaskStores stores;
    private final TaskChangelogs changelogs;
    private final TaskTrims trims;
    private final @Nullable FrontierStore frontierStore;
    private final Clock clock;
    private final Guarantee guarantee;

    private TaskSnapshot committed;
    private @Nullable TaskSnapshot sealed;
    private boolean processed;
    private boolean timeMoved;
    private boolean moreToFire;
    private boolean resultsWait;

    private StreamTask(TaskId id, PhysicalTopology topology, PartitionCounts partitions, TaskStores stores,
            TaskOutput output, ChangelogPositions changelogPositions,
            Map<TopicPartition, OffsetAndMetadata> positions, Guarantee guarantee, Clock clock, int recordsPerCall) {
        this.id = id;
        this.guarantee = guarantee;
        this.stores = stores;
        this.clock = clock;
        this.recordsPerCall = recordsPerCall;
        this.graph = new OperatorGraph(id, topology, partitions, stores, output, context, clock.monotonicMs());
        this.inputs = TaskInputs.of(id, topology, partitions, graph, context);
        for (int i = 0; i < inputs.length; i++) {
            inputNumbers.put(inputs[i].queue().partition(), i);
        }
        SubTopology subTopology = topology.subTopologies().get(id.subTopology());
        this.changelogs = new TaskChangelogs(subTopology.changelogs(), id.partition(), output, changelogPositions);
        this.trims = new TaskTrims(subTopology, id.partition(), stores);
        boolean hasSystemStore = subTopology.systemChangelog() != null;
        this.frontierStore = hasSystemStore
                ? new FrontierStore(stores.<byte[], byte[]>keyValue(StoreDeclaration.SYSTEM).bytes())
                : null;
        this.committed = open(topology, partitions, positions);
        fallBack();
    }

    /**
     * Opens a task where it stood at its last commit.
     *
     * @param stores its stores, opened and restored
     * @param changelogPositions asked after each commit
     * @param positions committed positions of its inputs with their metadata; an absent one begins at 0, and an empty
     *        text beside an offset is a new beginning there
     * @param guarantee what its commits owe
     * @param recordsPerCall records that one call processes at most
     * @throws TidemarkException {@code RECORD_FOREIGN} if a position was committed by something else; {@code
     *         TOPOLOGY_INVALID} if the stored frontiers are those of another topology
     */
    public static StreamTask open(TaskId id, PhysicalTopology topology, PartitionCounts partitions, TaskStores stores,
            TaskOutput output, ChangelogPositions changelogPositions,
            Map<TopicPartition, OffsetAndMetadata> positions, Guarantee guarantee, Clock clock, int recordsPerCall) {
        return new StreamTask(id, topology, partitions, stores, output, changelogPositions, positions, guarantee,
                clock, recordsPerCall);
    }

    private TaskSnapshot open(PhysicalTopology topology, PartitionCounts partitions,
            Map<TopicPartition, OffsetAndMetadata> positions) {
        long commitSeq = 0;
        boolean ended = inputs.length > 0;
        long[] offsets = new long[inputs.length];
        @Nullable
        SourceState[] sources = new SourceState[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            boolean inputEnded = false;
            TopicPartition partition = inputs[i].queue().partition();
            OffsetAndMetadata position = positions.get(partition);
            if (position != null) {
                offsets[i] = position.offset();
                if (!position.metadata().isEmpty()) {
                    OffsetMetadata metadata = OffsetMetadata.parse(position.metadata(),
                            partition + ", committed by group " + topology.applicationId());
                    commitSeq = Math.max(commitSeq, metadata.commitSeq());
                    sources[i] = metadata.source();
                    inputEnded = metadata.ended();
                }
            }
            ended &= inputEnded;
            if (inputs[i] instanceof EdgeInput edge && frontierStore != null) {
                int writers = partitions.tasks(topology.edges().get(edge.reception().edge()).writer());
                frontierStore.load(edge.reception(), writers, "task " + id);
            }
        }
        for (EdgeSink sink : graph.edgeSinks()) {
            if (frontierStore != null) {
                frontierStore.load(sink.announcer());
            }
        }
        return snapshot(guarantee.goOn(commitSeq), ended, offsets, sources);
    }

    @Override
    public TaskId id() {
        return id;
    }

    @Override
    public Set<TopicPartition> inputs() {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (TaskInput input : inputs) {
            partitions.add(input.queue().partition());
        }
        return partitions;
    }

    @Override
    public Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            positions.put(inputs[i].queue().partition(), committed.positions()[i]);
        }
        return positions;
    }

    @Override
    public void deliver(TopicPartition input, RecordBytes batches, long fromOffset) {
        input(input).queue().deliver(batches, fromOffset);
    }

    @Override
    public void readUpTo(TopicPartition input, long offset) {
        input(input).queue().readUpTo(offset);
    }

    @Override
    public long bufferedBytes(TopicPartition input) {
        return input(input).queue().bufferedBytes();
    }

    @Override
    public void endAt(TopicPartition input, long offset) {
        Invariants.check(input(input) instanceof SourceInput, "%s is internal: its writers close it", input);
        input(input).queue().endAt(offset);
    }

    /**
     * Raises the watermark of a source partition that is read to its end, because its reader is certain that nothing
     * below this time can be appended to it any more (rule B).
     */
    public void raiseWatermark(TopicPartition input, long certainMs) {
        Invariants.check(input(input).queue().isEmpty(), "%s has records that are not processed", input);
        if (input(input) instanceof SourceInput source && source.frontierMs() < certainMs) {
            source.raise(certainMs);
            timeMoved = true;
        }
    }

    @Override
    public Progress call(long nanosMax) {
        boolean worked = false;
        try {
            worked = processRecords(nanosMax);
            worked |= advance();
            worked |= stores.checkpointStep(recordsPerCall);
        } catch (TidemarkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(e);
        }
        if (worked || moreToFire) {
            return Progress.MADE_PROGRESS;
        }
        return drained() ? Progress.DONE : Progress.IDLE;
    }

    private boolean processRecords(long nanosMax) {
        long began = clock.monotonicNanos();
        int left = recordsPerCall;
        while (left > 0) {
            TaskInput input = leastAdvanced();
            if (input == null) {
                break;
            }
            int run = Math.min(left, RUN_LENGTH);
            while (run > 0 && input.queue().next()) {
                input.process();
                processed = true;
                run--;
                left--;
            }
            context.end();
            if (clock.monotonicNanos() - began >= nanosMax) {
                break;
            }
        }
        return left < recordsPerCall;
    }

    /** The input with something to process that promises least; best effort, nothing waits for another input. */
    private @Nullable TaskInput leastAdvanced() {
        TaskInput least = null;
        for (TaskInput input : inputs) {
            if (!input.queue().isEmpty() && (least == null || input.frontierMs() < least.frontierMs())) {
                least = input;
            }
        }
        return least;
    }

    private boolean advance() {
        for (TaskInput input : inputs) {
            if (input instanceof SourceInput && !input.closed() && input.queue().atEnd()) {
                input.close();
                timeMoved = true;
            }
            graph.sourceFrontier(input.operator(), input.frontierMs());
        }
        context.end();
        int most = guarantee.resultsPerCall(recordsPerCall);
        int fired = graph.advance(most);
        moreToFire = fired == most;
        resultsWait |= fired > 0;
        return fired > 0;
    }

    @Override
    public boolean dirty() {
        return processed || timeMoved || resultsWait || stores.dirty() || markerDue() || (ended() && !endTold());
    }

    @Override
    public boolean wantsCommit() {
        if (moreToFire || leastAdvanced() != null) {
            return false; // catching up: whoever waits gets more from larger commits
        }
        if (resultsWait || timeMoved) {
            return true;
        }
        for (EdgeSink sink : graph.edgeSinks()) {
            if (sink.announcer().awaited()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public SealedTask seal() {
        Invariants.check(sealed == null, "task %s is sealed already", id);
        long commitSeq = committed.commitSeq() + 1;
        graph.endInterval();
        for (EdgeSink sink : graph.edgeSinks()) {
            EdgeAnnouncer announcer = sink.announcer();
            long toldBefore = announcer.toldMs();
            sink.seal(commitSeq, clock.monotonicMs());
            if (frontierStore != null && announcer.toldMs() != toldBefore) {
                frontierStore.save(announcer);
            }
        }
        boolean ended = ended();
        long[] offsets = new long[inputs.length];
        @Nullable
        SourceState[] sources = new SourceState[inputs.length];
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            offsets[i] = inputs[i].queue().position();
            sources[i] = inputs[i].sourceState();
            positions.put(inputs[i].queue().partition(),
                    new OffsetAndMetadata(offsets[i], -1, new OffsetMetadata(commitSeq, sources[i], ended).text()));
            if (inputs[i] instanceof EdgeInput edge && frontierStore != null) {
                frontierStore.save(edge.reception());
            }
        }
        stores.seal(commitSeq, changelogs.begin(clock.wallMs()));
        sealed = snapshot(commitSeq, ended, offsets, sources);
        processed = false;
        timeMoved = false;
        resultsWait = false;
        return new SealedTask(commitSeq, positions);
    }

    private TaskSnapshot snapshot(long commitSeq, boolean ended, long[] offsets, @Nullable SourceState[] sources) {
        @Nullable
        WriterState[][] receptions = new WriterState[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            receptions[i] = inputs[i] instanceof EdgeInput edge ? edge.reception().snapshot() : NO_WRITERS;
        }
        long[] told = new long[graph.edgeSinks().size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = graph.edgeSinks().get(i).announcer().toldMs();
        }
        return new TaskSnapshot(commitSeq, ended, offsets, sources, receptions, told);
    }

    @Override
    public void committed() {
        committed = Invariants.present(sealed, "sealed interval of task " + id);
        sealed = null;
        stores.committed(committed.commitSeq(), changelogs.committed());
    }

    /** What memory asks of whoever runs this task; the same for all tasks of a process. */
    public MemoryPressure pressure() {
        return stores.pressure();
    }

    /**
     * Takes a checkpoint of what is committed, if it is time, and says why, or null; calls go on with it. No interval may be sealed.
     *
     * @throws dev.tidemark.core.failure.TidemarkException {@code STORE_CORRUPT} if the engine comes upon content that is damaged
     */
    public @Nullable CheckpointTrigger checkpointIfDue() {
        Invariants.check(sealed == null, "task %s checkpoints between commits", id);
        return stores.checkpointIfDue();
    }

    @Override
    public void aborted() {
        if (sealed != null) {
            committed = committed.withCommitSeq(guarantee.afterFall(committed.commitSeq(), sealed.commitSeq()));
        }
        sealed = null;
        stores.aborted();
        fallBack();
    }

    /** Puts everything but the stores back to the last commit. */
    private void fallBack() {
        graph.reset();
        for (int i = 0; i < inputs.length; i++) {
            TaskInput input = inputs[i];
            input.queue().restart(committed.positions()[i]);
            if (input instanceof EdgeInput edge) {
                edge.reception().restore(committed.receptions()[i]);
            } else if (input instanceof SourceInput source) {
                source.restore(committed.sources()[i]);
            }
            graph.sourceFrontier(input.operator(), input.frontierMs());
        }
        for (int i = 0; i < committed.told().length; i++) {
            graph.edgeSinks().get(i).announcer().restore(committed.told()[i]);
        }
        context.end();
        processed = false;
        timeMoved = false;
        moreToFire = false;
        resultsWait = false;
    }

    @Override
    public Map<TopicPartition, Long> takeTrims() {
        Map<TopicPartition, Long> readBefore = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] instanceof EdgeInput) {
                readBefore.put(inputs[i].queue().partition(), committed.positions()[i]);
            }
        }
        return trims.take(readBefore);
    }

    @Override
    public boolean drained() {
        return ended() && sealed == null && !dirty();
    }

    /** Whether nothing is left to do, for ever: the inputs have ended, every window has fired, the end is told. */
    private boolean ended() {
        for (TaskInput input : inputs) {
            if (!input.closed() || !input.queue().isEmpty()) {
                return false;
            }
        }
        for (EdgeSink sink : graph.edgeSinks()) {
            if (sink.announcer().toldMs() != Frontier.MAX) {
                return false;
            }
        }
        return !moreToFire;
    }

    /** Whether the last seal said so; others who wait for the end learn it from the committed positions. */
    private boolean endTold() {
        return (sealed != null ? sealed : committed).ended();
    }

    /** How long the longest is held back of what is new to tell; 0: nothing is. For who has nothing else to wait for. */
    public long markersHeldBackMs() {
        long longestMs = 0;
        for (EdgeSink sink : graph.edgeSinks()) {
            longestMs = Math.max(longestMs, sink.announcer().heldBackMs(clock.monotonicMs()));
        }
        return longestMs;
    }

    private boolean markerDue() {
        for (EdgeSink sink : graph.edgeSinks()) {
            if (sink.announcer().due(clock.monotonicMs())) {
                return true;
            }
        }
        return false;
    }

    /** How far the task is in event time: the least frontier of its operators. */
    public long frontierMs() {
        return graph.frontierMs();
    }

    /** What window operators have counted since the task was opened, by node. */
    public Map<String, WindowCounters> counters() {
        return graph.counters();
    }

    @Override
    public void close(boolean clean) {
        for (TaskInput input : inputs) {
            input.queue().restart(input.queue().position()); // releases what was delivered
        }
        stores.close(clean);
    }

    private TaskInput input(TopicPartition partition) {
        return inputs[Invariants.present(inputNumbers.get(partition), partition + " as an input of task " + id)];
    }

    private TidemarkException failed(RuntimeException cause) {
        return new TidemarkException(FailureCode.PROCESSING_FAILED,
                "A function of node '" + context.node() + "' failed (task " + id + ")", context.where(),
                cause.toString(), "correct the function; the application continues at its last commit", cause);
    }

    @Override
    public String toString() {
        return "task " + id;
    }
}
