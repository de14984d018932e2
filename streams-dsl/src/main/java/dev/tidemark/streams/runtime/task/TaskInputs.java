package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.runtime.operator.OperatorGraph;
import dev.tidemark.streams.runtime.operator.RecordContext;
import dev.tidemark.streams.runtime.time.EdgeReception;
import dev.tidemark.streams.topology.Edge;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.List;

/** Which partitions a task reads: the one of its own number of each input topic that has so many. */
final class TaskInputs {

    private TaskInputs() {}

    static TaskInput[] of(TaskId task, PhysicalTopology topology, PartitionCounts partitions, OperatorGraph graph,
            RecordContext context) {
        SubTopology subTopology = topology.subTopologies().get(task.subTopology());
        List<TaskInput> inputs = new ArrayList<>();
        for (Operator operator : subTopology.operators()) {
            if (operator instanceof Operator.Source source && task.partition() < partitions.partitions(
                    source.topic())) {
                inputs.add(new SourceInput(task, source, queue(source.topic(), task), graph, context,
                        subTopology.keepsFrontier()));
            } else if (operator instanceof Operator.EdgeSource source && task.partition() < partitions.partitions(
                    source.topic())) {
                Edge edge = topology.edges().get(source.edge());
                inputs.add(new EdgeInput(task, source, queue(source.topic(), task), graph, context,
                        new EdgeReception(edge.number(), edge.topic(), partitions.tasks(edge.writer()))));
            }
        }
        return inputs.toArray(TaskInput[]::new);
    }

    private static InputQueue queue(String topic, TaskId task) {
        return new InputQueue(new TopicPartition(topic, task.partition()));
    }
}
