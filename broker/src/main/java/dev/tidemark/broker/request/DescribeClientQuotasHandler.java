package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.QuotaEntity;
import dev.tidemark.broker.metadata.QuotaEntity.Part;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeClientQuotasRequest;
import dev.tidemark.protocol.message.DescribeClientQuotasRequest.ComponentData;
import dev.tidemark.protocol.message.DescribeClientQuotasResponse;
import dev.tidemark.protocol.message.DescribeClientQuotasResponse.EntityData;
import dev.tidemark.protocol.message.DescribeClientQuotasResponse.EntryData;
import dev.tidemark.protocol.message.DescribeClientQuotasResponse.ValueData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * DescribeClientQuotas, versions 0-1: the quotas of all entities that have every part that is asked for; strictly, those that have no other. A
 * component matches a name, the default, or whatever is there.
 */
public final class DescribeClientQuotasHandler
        implements RequestHandler<DescribeClientQuotasRequest, DescribeClientQuotasResponse> {

    private static final byte EXACT = 0;
    private static final byte DEFAULT = 1;
    private static final byte SPECIFIED = 2;
    private static final List<String> TYPES = List.of("user", "client-id", "ip");

    private final ClusterImages images;

    public DescribeClientQuotasHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<DescribeClientQuotasResponse> handle(RequestContext context,
            DescribeClientQuotasRequest request) {
        Set<String> types = new HashSet<>();
        for (ComponentData component : request.components()) {
            if (!TYPES.contains(component.entityType())) {
                return refused(ErrorCode.UNSUPPORTED_VERSION, "there are no entities of type '" + component.entityType()
                        + "'; known: " + String.join(", ", TYPES));
            }
            String problem = types.add(component.entityType()) ? problem(component)
                    : "the filter has more than one component of type " + component.entityType();
            if (problem != null) {
                return refused(ErrorCode.INVALID_REQUEST, problem);
            }
        }
        if (types.contains("ip") && types.size() > 1) {
            return refused(ErrorCode.INVALID_REQUEST,
                    "an IP address is an entity by itself, without user and client id");
        }
        List<EntryData> entries = new ArrayList<>();
        images.current().quotas().forEach((entity, quotas) -> {
            Map<String, Part> parts = parts(entity);
            if ((!request.strict() || parts.keySet().equals(types))
                    && request.components().stream().allMatch(component -> matches(component, parts))) {
                entries.add(entry(parts, quotas));
            }
        });
        return CompletableFuture
                .completedFuture(new DescribeClientQuotasResponse(0, ErrorCode.NONE.code(), null, entries));
    }

    private static @Nullable String problem(ComponentData component) {
        return switch (component.matchType()) {
            case EXACT -> component.match() == null ? "an exact match needs a name" : null;
            case DEFAULT, SPECIFIED ->
                component.match() != null ? "only an exact match has a name, not '" + component.match() + "'" : null;
            default -> "there is no match type " + component.matchType() + "; 0 exact, 1 default, 2 any name";
        };
    }

    private static boolean matches(ComponentData component, Map<String, Part> parts) {
        Part part = parts.get(component.entityType());
        return part != null
                && (component.matchType() == SPECIFIED || Objects.equals(part.name(), component.match()));
    }

    private static Map<String, Part> parts(QuotaEntity entity) {
        Map<String, Part> parts = new HashMap<>();
        put(parts, "user", entity.user());
        put(parts, "client-id", entity.clientId());
        put(parts, "ip", entity.ip());
        return parts;
    }

    private static void put(Map<String, Part> parts, String type, @Nullable Part part) {
        if (part != null) {
            parts.put(type, part);
        }
    }

    private static EntryData entry(Map<String, Part> parts, Map<String, Double> quotas) {
        List<EntityData> entity = new ArrayList<>();
        parts.forEach((type, part) -> entity.add(new EntityData(type, part.name())));
        List<ValueData> values = new ArrayList<>();
        quotas.forEach((key, value) -> values.add(new ValueData(key, value)));
        return new EntryData(entity, values);
    }

    private static CompletionStage<DescribeClientQuotasResponse> refused(ErrorCode error, String message) {
        return CompletableFuture.completedFuture(new DescribeClientQuotasResponse(0, error.code(), message, null));
    }
}
