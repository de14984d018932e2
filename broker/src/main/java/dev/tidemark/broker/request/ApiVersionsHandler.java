package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.ApiVersionsResponse.ApiVersion;
import dev.tidemark.protocol.message.ApiVersionsResponse.FinalizedFeatureKey;
import dev.tidemark.protocol.message.ApiVersionsResponse.SupportedFeatureKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * ApiVersions: what this broker serves, read off the handler table, and the cluster's features. A client that asks in a
 * version we do not know is answered in version 0 with UNSUPPORTED_VERSION and the list, so that it can ask again (KIP-511).
 */
public final class ApiVersionsHandler implements RequestHandler<ApiVersionsRequest, ApiVersionsResponse> {

    /** Old librdkafka takes a broker for pre-0.9 unless it sees Produce 0; Kafka advertises it too and refuses it on use. */
    private static final short PRODUCE_MIN_ADVERTISED = 0;

    /** From this version on a feature's lowest supported level may be 0 (KIP-584 as amended by KAFKA-17011). */
    private static final short ZERO_LEVELS_FROM = 4;

    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final HandlerTable table;
    private final Supplier<FeatureLevels> features;

    private ApiVersionsHandler(HandlerTable table, Supplier<FeatureLevels> features) {
        this.table = table;
        this.features = features;
    }

    static void addTo(HandlerTable.Builder builder, HandlerTable table, Supplier<FeatureLevels> features) {
        builder.add(ApiVersionsRequest.class, ApiVersionsResponse.class, new ApiVersionsHandler(table, features));
    }

    @Override
    public CompletionStage<ApiVersionsResponse> handle(RequestContext context, ApiVersionsRequest request) {
        if (context.apiVersion() >= 3 && !(SOFTWARE.matcher(request.clientSoftwareName()).matches()
                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches())) {
            return CompletableFuture.completedFuture(
                    ApiVersionsResponse.builder().errorCode(ErrorCode.INVALID_REQUEST.code()).build());
        }
        FeatureLevels levels = features.get();
        boolean zeroLevels = context.apiVersion() >= ZERO_LEVELS_FROM;
        return CompletableFuture.completedFuture(ApiVersionsResponse.builder()
                .apiKeys(served(table))
                .supportedFeatures(levels.supported()
                        .entrySet()
                        .stream()
                        .filter(feature -> zeroLevels || feature.getValue().min() > 0)
                        .map(feature -> new SupportedFeatureKey(feature.getKey(), feature.getValue().min(),
                                feature.getValue().max()))
                        .toList())
                .finalizedFeaturesEpoch(levels.finalizedEpoch())
                .finalizedFeatures(levels.finalized()
                        .entrySet()
                        .stream()
                        .map(feature -> new FinalizedFeatureKey(feature.getKey(), feature.getValue(),
                                feature.getValue()))
                        .toList())
                .build());
    }

    /** The answer to an ApiVersions request in a version that we do not know; to be written in version 0. */
    public static ApiVersionsResponse unknownVersion(HandlerTable table) {
        return ApiVersionsResponse.builder()
                .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                .apiKeys(served(table))
                .build();
    }

    private static List<ApiVersion> served(HandlerTable table) {
        return table.routes()
                .stream()
                .map(route -> new ApiVersion(route.key().id(),
                        route.key() == ApiKey.PRODUCE ? PRODUCE_MIN_ADVERTISED : route.minVersion(),
                        route.maxVersion()))
                .toList();
    }
}
