package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.TopicOutcome;
import dev.tidemark.broker.controller.TopicRef;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DeleteTopicsRequest;
import dev.tidemark.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.DeleteTopicsResponse.DeletableTopicResult;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** DeleteTopics, versions 1-6: by name, from version 6 on also by id (KIP-516). The answer comes when the deletion is durable, or at {@code timeoutMs}. */
public final class DeleteTopicsHandler implements RequestHandler<DeleteTopicsRequest, DeleteTopicsResponse> {

    private static final short STRICT_QUOTA_SINCE = 5;

    private final Controller controller;
    private final ClientQuotas quotas;

    public DeleteTopicsHandler(Controller controller, ClientQuotas quotas) {
        this.controller = controller;
        this.quotas = quotas;
    }

    @Override
    public CompletionStage<DeleteTopicsResponse> handle(RequestContext context, DeleteTopicsRequest request) {
        ClientQuotas.Mutations quota = quotas.mutations(context.clientIdOrEmpty(),
                context.apiVersion() >= STRICT_QUOTA_SINCE);
        List<TopicRef> wanted = new ArrayList<>();
        List<DeletableTopicResult> results = new ArrayList<>();
        if (context.apiVersion() < 6) {
            request.topicNames().forEach(name -> wanted.add(new TopicRef.ByName(name)));
        } else {
            for (DeleteTopicState topic : request.topics()) {
                String name = topic.name();
                boolean byId = !topic.topicId().equals(KafkaUuid.ZERO);
                if (byId == (name != null)) {
                    results.add(new DeletableTopicResult(name, topic.topicId(), ErrorCode.INVALID_REQUEST.code(),
                            "a topic is named by its name or by its id"));
                } else if (name != null) {
                    wanted.add(new TopicRef.ByName(name));
                } else {
                    wanted.add(new TopicRef.ById(topic.topicId()));
                }
            }
        }
        return TopicDeadline.within(context.loop(), request.timeoutMs(), controller.deleteTopics(wanted, quota),
                () -> wanted.stream().map(DeleteTopicsHandler::timedOut).toList()).thenApply(outcomes -> {
                    for (TopicOutcome outcome : outcomes) {
                        results.add(new DeletableTopicResult(outcome.name(), outcome.topicId(), outcome.error().code(),
                                outcome.message()));
                    }
                    return new DeleteTopicsResponse(quota.restMs(), results);
                });
    }

    private static TopicOutcome timedOut(TopicRef topic) {
        return switch (topic) {
            case TopicRef.ByName(String name) ->
                TopicOutcome.refused(name, ErrorCode.REQUEST_TIMED_OUT, TopicDeadline.MESSAGE);
            case TopicRef.ById(UUID id) ->
                TopicOutcome.refused(null, id, ErrorCode.REQUEST_TIMED_OUT, TopicDeadline.MESSAGE);
        };
    }
}
