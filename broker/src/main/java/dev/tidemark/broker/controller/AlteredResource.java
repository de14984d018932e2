package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ConfigResource;
import java.util.List;

/**
 * Changes to the settings of one resource: all of them or none.
 *
 * @param wholly whether what is not named is deleted, as AlterConfigs has it
 */
public record AlteredResource(ConfigResource resource, List<SettingChange> changes, boolean wholly) {

    public AlteredResource {
        changes = List.copyOf(changes);
    }
}
