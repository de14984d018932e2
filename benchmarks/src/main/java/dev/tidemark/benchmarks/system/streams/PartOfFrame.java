package dev.tidemark.benchmarks.system.streams;

import java.util.List;
import jdk.jfr.consumer.RecordedFrame;

/**
 * Which part of the budget a stack belongs to: that of the topmost frame that a rule knows. Frames of serdes, of the JDK and of buffers are
 * nobody's: whoever called them pays. Stateless.
 */
final class PartOfFrame {

    /** The first rule that matches a frame decides. */
    private record Rule(String prefix, Part part) {}

    private static final List<Rule> RULES = List.of(
            new Rule("dev.tidemark.record.RecordBatchBuilder", Part.OUTPUT),
            new Rule("dev.tidemark.record.", Part.DECODE),
            new Rule("dev.tidemark.client.consumer.", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.read.", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.time.SourceWatermark", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.task.InputQueue", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.task.RecordReader", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.task.SourceInput", Part.DECODE),
            new Rule("dev.tidemark.streams.runtime.task.EdgeInput", Part.DECODE),
            new Rule("dev.tidemark.state.", Part.STATE),
            new Rule("org.rocksdb.", Part.STATE),
            new Rule("com.github.benmanes.caffeine.", Part.STATE),
            new Rule("dev.tidemark.streams.runtime.operator.KeyAggregator", Part.STATE),
            new Rule("dev.tidemark.streams.runtime.operator.WindowAggregator", Part.STATE),
            new Rule("dev.tidemark.streams.runtime.operator.StreamJoiner", Part.STATE),
            new Rule("dev.tidemark.streams.runtime.operator.JoinMoment", Part.STATE),
            new Rule("dev.tidemark.streams.runtime.operator.EdgeSink", Part.OUTPUT),
            new Rule("dev.tidemark.streams.runtime.operator.TopicSink", Part.OUTPUT),
            new Rule("dev.tidemark.streams.runtime.operator.RecordWriter", Part.OUTPUT),
            new Rule("dev.tidemark.streams.runtime.WorkerOutput", Part.OUTPUT),
            new Rule("dev.tidemark.streams.runtime.task.TaskChangelogs", Part.OUTPUT),
            new Rule("dev.tidemark.client.producer.", Part.OUTPUT),
            new Rule("dev.tidemark.client.net.", Part.NETWORK),
            new Rule("dev.tidemark.protocol.", Part.NETWORK),
            new Rule("io.netty.", Part.NETWORK),
            new Rule("dev.tidemark.streams.runtime.", Part.RUNTIME));

    /** Serialising what an interval changed is the changelog's cost, though the stores do it. */
    private static final String SEAL = "seal";
    private static final String STORES = "dev.tidemark.state.store.";

    private PartOfFrame() {}

    static Part of(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            for (Rule rule : RULES) {
                if (type.startsWith(rule.prefix)) {
                    return rule.part == Part.STATE && sealing(frames) ? Part.OUTPUT : rule.part;
                }
            }
        }
        return Part.RUNTIME;
    }

    private static boolean sealing(List<RecordedFrame> frames) {
        return frames.stream()
                .anyMatch(frame -> frame.getMethod().getName().equals(SEAL)
                        && frame.getMethod().getType().getName().startsWith(STORES));
    }

    static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
