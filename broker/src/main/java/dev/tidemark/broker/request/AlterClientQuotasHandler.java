package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.AlterOutcome;
import dev.tidemark.broker.controller.AlteredQuota;
import dev.tidemark.broker.controller.Controller;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AlterClientQuotasRequest;
import dev.tidemark.protocol.message.AlterClientQuotasRequest.EntityData;
import dev.tidemark.protocol.message.AlterClientQuotasResponse;
import dev.tidemark.protocol.message.AlterClientQuotasResponse.EntryData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** AlterClientQuotas, versions 0-1: per entity all changes or none. The answer comes when they hold. */
public final class AlterClientQuotasHandler
        implements RequestHandler<AlterClientQuotasRequest, AlterClientQuotasResponse> {

    private final Controller controller;

    public AlterClientQuotasHandler(Controller controller) {
        this.controller = controller;
    }

    @Override
    public CompletionStage<AlterClientQuotasResponse> handle(RequestContext context,
            AlterClientQuotasRequest request) {
        List<AlteredQuota> wanted = new ArrayList<>();
        List<EntryData> results = new ArrayList<>();
        List<AlterClientQuotasRequest.EntryData> first = new ArrayList<>();
        Set<Set<EntityData>> seen = new HashSet<>();
        for (AlterClientQuotasRequest.EntryData entry : request.entries()) {
            if (seen.add(new HashSet<>(entry.entity()))) {
                wanted.add(altered(entry));
                first.add(entry);
            } else {
                results.add(result(entry, new AlterOutcome(ErrorCode.INVALID_REQUEST,
                        "the request names the entity more than once; only the first counts")));
            }
        }
        return controller.alterQuotas(wanted, request.validateOnly()).thenApply(outcomes -> {
            for (int i = 0; i < outcomes.size(); i++) {
                results.add(result(first.get(i), outcomes.get(i)));
            }
            return new AlterClientQuotasResponse(0, results);
        });
    }

    private static AlteredQuota altered(AlterClientQuotasRequest.EntryData entry) {
        return new AlteredQuota(
                entry.entity()
                        .stream()
                        .map(part -> new AlteredQuota.EntityPart(part.entityType(), part.entityName()))
                        .toList(),
                entry.ops()
                        .stream()
                        .map(op -> new AlteredQuota.Op(op.key(), op.remove() ? null : op.value()))
                        .toList());
    }

    private static EntryData result(AlterClientQuotasRequest.EntryData entry, AlterOutcome outcome) {
        return new EntryData(outcome.error().code(), outcome.message(),
                entry.entity()
                        .stream()
                        .map(part -> new AlterClientQuotasResponse.EntityData(part.entityType(), part.entityName()))
                        .toList());
    }
}
