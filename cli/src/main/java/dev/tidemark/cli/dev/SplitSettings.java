package dev.tidemark.cli.dev;

import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConfigTable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code --set KEY=VALUE} of a process that is broker and app: each key goes to whom it belongs. One that is both goes to both; one that is
 * neither goes to the broker, whose check names the nearest key.
 */
record SplitSettings(Map<String, String> broker, Map<String, String> app) {

    static SplitSettings of(Map<String, String> settings) {
        Map<String, String> broker = new LinkedHashMap<>();
        Map<String, String> app = new LinkedHashMap<>();
        ConfigTable table = ConfigTable.standard();
        settings.forEach((name, value) -> {
            boolean ofApp = table.find(ConfigScope.APP, name) != null;
            if (ofApp) {
                app.put(name, value);
            }
            if (!ofApp || table.find(ConfigScope.BROKER, name) != null) {
                broker.put(name, value);
            }
        });
        return new SplitSettings(broker, app);
    }
}
