package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.AlterOutcome;
import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.FeatureUpdate;
import dev.tidemark.broker.controller.FeatureUpdate.Direction;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.UpdateFeaturesRequest;
import dev.tidemark.protocol.message.UpdateFeaturesRequest.FeatureUpdateKey;
import dev.tidemark.protocol.message.UpdateFeaturesResponse;
import dev.tidemark.protocol.message.UpdateFeaturesResponse.UpdatableFeatureResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** UpdateFeatures, versions 0-2: all of a request's features get their levels, or none. Until version 1 the answer also names each. */
public final class UpdateFeaturesHandler implements RequestHandler<UpdateFeaturesRequest, UpdateFeaturesResponse> {

    private static final short DIRECTION_SINCE = 1;
    private static final short RESULTS_UNTIL = 1;

    private final Controller controller;

    public UpdateFeaturesHandler(Controller controller) {
        this.controller = controller;
    }

    @Override
    public CompletionStage<UpdateFeaturesResponse> handle(RequestContext context, UpdateFeaturesRequest request) {
        List<FeatureUpdate> updates = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FeatureUpdateKey update : request.featureUpdates()) {
            Direction direction = direction(context, update);
            if (direction == null) {
                return refused(ErrorCode.INVALID_UPDATE_VERSION,
                        "there is no upgrade type " + update.upgradeType() + "; 1 upgrades, 2 and 3 downgrade");
            }
            if (!seen.add(update.feature())) {
                return refused(ErrorCode.INVALID_REQUEST,
                        "the request names feature " + update.feature() + " more than once");
            }
            updates.add(new FeatureUpdate(update.feature(), update.maxVersionLevel(), direction));
        }
        return controller.updateFeatures(updates, request.validateOnly())
                .thenApply(outcome -> response(context, updates, outcome));
    }

    private static @Nullable Direction direction(RequestContext context, FeatureUpdateKey update) {
        if (context.apiVersion() < DIRECTION_SINCE) {
            return update.allowDowngrade() ? Direction.SAFE_DOWNGRADE : Direction.UPGRADE;
        }
        return switch (update.upgradeType()) {
            case 1 -> Direction.UPGRADE;
            case 2 -> Direction.SAFE_DOWNGRADE;
            case 3 -> Direction.UNSAFE_DOWNGRADE;
            default -> null;
        };
    }

    private static UpdateFeaturesResponse response(RequestContext context, List<FeatureUpdate> updates,
            AlterOutcome outcome) {
        List<UpdatableFeatureResult> results = context.apiVersion() > RESULTS_UNTIL
                || outcome.error() != ErrorCode.NONE ? List.of()
                        : updates.stream()
                                .map(update -> new UpdatableFeatureResult(update.name(), ErrorCode.NONE.code(), null))
                                .toList();
        return new UpdateFeaturesResponse(0, outcome.error().code(), outcome.message(), results);
    }

    private static CompletionStage<UpdateFeaturesResponse> refused(ErrorCode error, String message) {
        return CompletableFuture.completedFuture(new UpdateFeaturesResponse(0, error.code(), message, List.of()));
    }
}
