package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.GrownTopic;
import dev.tidemark.broker.controller.TopicOutcome;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.CreatePartitionsRequest;
import dev.tidemark.protocol.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import dev.tidemark.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** CreatePartitions, versions 0-3. A count at or below the present one is refused. The answer comes when the partitions can be written to, or at {@code timeoutMs}. */
public final class CreatePartitionsHandler
        implements RequestHandler<CreatePartitionsRequest, CreatePartitionsResponse> {

    private static final short STRICT_QUOTA_SINCE = 3;

    private final Controller controller;
    private final ClientQuotas quotas;

    public CreatePartitionsHandler(Controller controller, ClientQuotas quotas) {
        this.controller = controller;
        this.quotas = quotas;
    }

    @Override
    public CompletionStage<CreatePartitionsResponse> handle(RequestContext context, CreatePartitionsRequest request) {
        List<GrownTopic> wanted = new ArrayList<>();
        List<CreatePartitionsTopicResult> results = new ArrayList<>();
        ClientQuotas.Mutations quota = quotas.mutations(context.clientIdOrEmpty(),
                context.apiVersion() >= STRICT_QUOTA_SINCE);
        Set<String> seen = new HashSet<>();
        for (CreatePartitionsTopic topic : request.topics()) {
            if (seen.add(topic.name())) {
                wanted.add(grown(topic));
            } else {
                results.add(new CreatePartitionsTopicResult(topic.name(), ErrorCode.INVALID_REQUEST.code(),
                        "the request names the topic more than once; only the first counts"));
            }
        }
        return TopicDeadline.within(context.loop(), request.timeoutMs(),
                controller.createPartitions(wanted, request.validateOnly(), quota), () -> timedOut(wanted))
                .thenApply(outcomes -> {
                    for (int i = 0; i < wanted.size(); i++) {
                        TopicOutcome outcome = outcomes.get(i);
                        results.add(new CreatePartitionsTopicResult(wanted.get(i).name(), outcome.error().code(),
                                outcome.message()));
                    }
                    return new CreatePartitionsResponse(quota.restMs(), results);
                });
    }

    private static List<TopicOutcome> timedOut(List<GrownTopic> wanted) {
        return wanted.stream()
                .map(topic -> TopicOutcome.refused(topic.name(), ErrorCode.REQUEST_TIMED_OUT, TopicDeadline.MESSAGE))
                .toList();
    }

    private static GrownTopic grown(CreatePartitionsTopic topic) {
        List<CreatePartitionsAssignment> given = topic.assignments();
        if (given == null) {
            return new GrownTopic(topic.name(), topic.count(), null);
        }
        List<List<Integer>> assignments = new ArrayList<>(given.size());
        given.forEach(assignment -> assignments.add(assignment.brokerIds()));
        return new GrownTopic(topic.name(), topic.count(), assignments);
    }
}
