package io.tollgate.standalone;

import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppConfig;
import io.tollgate.streams.StreamsAppSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** The API of a streams app of this process: makes its token where nobody gives one, and tells commands where it is. */
final class ServedApi implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final StreamsAppConfig config;
    private final ApiFiles files;
    private final boolean tokenIsOurs;

    private ServedApi(StreamsAppConfig config, ApiFiles files, boolean tokenIsOurs) {
        this.config = config;
        this.files = files;
        this.tokenIsOurs = tokenIsOurs;
    }

    /**
     * Returns the API that settings say.
     *
     * @param folder where commands look for it
     * @throws SettingsException with all that is wrong with the settings
     */
    static ServedApi of(Settings settings, Path folder) {
        StreamsAppConfig config = settings.parse(StreamsAppConfig::read);
        ApiFiles files = new ApiFiles(folder);
        if (config.httpPort() == StreamsAppConfig.NO_HTTP || config.adminToken() != null) {
            return new ServedApi(config, files, false);
        }
        settings.withFile(StreamsAppSettings.ADMIN_TOKEN, files.orMakeToken());
        return new ServedApi(settings.parse(StreamsAppConfig::read), files, true);
    }

    /** Returns the configuration of the streams app that serves it. */
    StreamsAppConfig config() {
        return config;
    }

    /** Returns where it will be, for people, unless the port is not known yet; nothing where there is none. */
    Optional<String> describe() {
        return config.httpPort() <= 0
                ? Optional.empty()
                : Optional.of(url(config.httpPort()) + (tokenIsOurs ? " (its token: " + files.token() + ")" : ""));
    }

    /** Tells commands where it is. */
    void started(StreamsApp app) {
        app.httpPort().ifPresent(port -> files.tell(url(port)));
    }

    private String url(int port) {
        String host = host();
        return (config.httpTls() == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + port;
    }

    private String host() {
        try {
            return InetAddress.getByName(config.httpHost()).isAnyLocalAddress() ? LOOPBACK : config.httpHost();
        } catch (UnknownHostException e) {
            return config.httpHost(); // what listens there says what is wrong with it
        }
    }

    /** Tells commands that it is not there any more. */
    @Override
    public void close() {
        if (config.httpPort() != StreamsAppConfig.NO_HTTP) {
            files.forget();
        }
    }
}
