package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * I3 through a processor: each input that the group has committed as processed has exactly one output, none beyond has any, and within
 * a partition of the output those of one input partition lie in the input's order.
 *
 * <p>An output's key is the number of its input's partition.
 *
 * @param inputOf the value of the input from that of its output
 * @param processed the group's committed offsets at the end; a partition without one has been processed not at all
 */
public record ConsumeProcessProduce(String inputTopic, String outputTopic, LongUnaryOperator inputOf,
        Map<Partition, Long> processed) implements Checker {

    private record Output(Partition partition, long offset) {}

    private record Lane(Partition input, Partition output) {}

    public ConsumeProcessProduce {
        processed = Map.copyOf(processed);
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        Map<Long, Long> inputOffsets = new HashMap<>();
        Map<Long, Partition> inputPartitions = new HashMap<>();
        for (FinalLog log : history.end().values()) {
            if (log.partition().topic().equals(inputTopic)) {
                for (int i = 0; i < log.entries().size(); i++) {
                    inputOffsets.put(log.entries().value(i), log.entries().offset(i));
                    inputPartitions.put(log.entries().value(i), log.partition());
                }
            }
        }
        Map<Long, Output> outputs = new HashMap<>();
        Map<Lane, Long> furthest = new HashMap<>();
        for (FinalLog log : history.end().values()) {
            if (!log.partition().topic().equals(outputTopic)) {
                continue;
            }
            Entries entries = log.entries();
            for (int i = 0; i < entries.size(); i++) {
                Output here = new Output(log.partition(), entries.offset(i));
                String words = "output " + entries.describe(i) + " of " + log.partition();
                long input = inputOf.applyAsLong(entries.value(i));
                Partition of = inputPartitions.get(input);
                Long offset = inputOffsets.get(input);
                if (of == null || offset == null || !founded(of, offset, entries.key(i))) {
                    found.add(Kind.OUTPUT_UNFOUNDED, words + " has no input that is committed as processed"
                            + (of == null ? ""
                                    : "; its input lies at " + of + "@" + offset + ", committed is "
                                            + processed.getOrDefault(of, 0L)));
                    continue;
                }
                Output before = outputs.putIfAbsent(input, here);
                if (before != null) {
                    found.add(Kind.OUTPUT_TWICE,
                            words + " repeats the one at " + before.partition() + "@" + before.offset());
                    continue;
                }
                Long last = furthest.merge(new Lane(of, log.partition()), offset, Math::max);
                if (last > offset) {
                    found.add(Kind.OUTPUT_REORDERED, words + " of the input at " + of + "@" + offset
                            + " lies behind that of the input at " + last);
                }
            }
        }
        missing(history, outputs, found);
        return found.list();
    }

    private boolean founded(Partition of, long offset, long key) {
        return of.number() == key && offset < processed.getOrDefault(of, 0L);
    }

    private void missing(History history, Map<Long, Output> outputs, Violations found) {
        for (FinalLog log : history.end().values()) {
            if (!log.partition().topic().equals(inputTopic)) {
                continue;
            }
            long upTo = processed.getOrDefault(log.partition(), 0L);
            Entries entries = log.entries();
            for (int i = 0; i < entries.size() && entries.offset(i) < upTo; i++) {
                if (!outputs.containsKey(entries.value(i))) {
                    found.add(Kind.OUTPUT_MISSING, "input " + entries.describe(i) + " of " + log.partition()
                            + " is committed as processed (" + upTo + ") and has no output");
                }
            }
        }
    }
}
