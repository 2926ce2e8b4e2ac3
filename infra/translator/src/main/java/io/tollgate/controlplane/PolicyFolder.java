package io.tollgate.controlplane;

import com.google.common.hash.Hashing;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.LimitGrammar;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.source.FileSets;
import io.tollgate.translate.Source;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationFolder;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.source.SourceException;
import io.tollgate.translate.source.SourceNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

/**
 * What the watched folder holds: policies, which are translated, and limit files. Of each set the limits go to clients and
 * what Envoy has to do goes to the folder's {@code envoy}. A set with a mistake changes nothing.
 */
final class PolicyFolder implements FileSets {

    /** The part of the folder that is written and not read. */
    static final String ENVOY = "envoy";

    private static final Logger LOG = LoggerFactory.getLogger(PolicyFolder.class);

    /** What clients get over xDS has no fields for what only Tollgate knows. */
    private static final LimitFileOptions OPTIONS =
            new LimitFileOptions(false, WindowAlignment.EPOCH, false, GlobalModes.NONE);

    private final Path folder;
    private final TranslationOptions options;
    private final LimitDiscovery discovery;
    private String published = "";

    PolicyFolder(Path folder, TranslationOptions options, LimitDiscovery discovery) {
        this.folder = folder;
        this.options = options;
        this.discovery = discovery;
    }

    @Override
    public void offer(List<LimitFile> files) {
        try {
            take(files);
        } catch (SourceException | LimitConfigException e) {
            reject(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            reject("cannot write to " + folder.resolve(ENVOY) + ": " + e.getMessage());
        }
    }

    @Override
    public void reject(String reason) {
        LOG.warn(
                "Rejected, {}: {}",
                published.isEmpty() ? "nothing is served" : "version " + published + " is served on",
                reason);
    }

    private void take(List<LimitFile> files) throws IOException {
        List<LimitFile> limitFiles = new ArrayList<>();
        List<Manifest> policies = new ArrayList<>();
        for (LimitFile file : files) {
            if (!file.name().startsWith(ENVOY + "/")) {
                List<SourceNode> documents = ManifestReader.documents(file.name(), file.text());
                if (isLimitFile(documents)) {
                    limitFiles.add(file);
                } else {
                    policies.addAll(ManifestReader.resources(documents));
                }
            }
        }
        Translation translation = translate(policies, limitFiles);
        for (DomainLimits domain : translation.limits()) {
            limitFiles.add(new LimitFile("(policies of " + domain.domain() + ")", domain.yaml(), false));
        }
        LimitTable table = LimitTable.of(limitFiles, OPTIONS);
        LimitGrammar grammar = new LimitGrammar(OPTIONS);
        List<RateLimitConfig> configs = limitFiles.stream()
                .map(file -> LimitResources.of(grammar.read(file)))
                .toList();
        String version = version(configs);
        new TranslationFolder(folder).writeEnvoy(translation, options);
        translation.report().different().forEach(line -> LOG.info("Differs: {}", line));
        translation.report().lost().forEach(line -> LOG.warn("Lost: {}", line));
        published = version;
        discovery.publish(version, configs);
        LOG.info(
                "Version {} is served: {} limits in {} domains",
                version,
                table.rules().size(),
                table.domains().size());
    }

    /** Emissary has no limits itself, so what it asks is checked against the limit files. */
    private Translation translate(List<Manifest> policies, List<LimitFile> limitFiles) {
        Source source = PolicySystem.of(policies);
        return source.translateAll(
                policies,
                source == Source.EMISSARY && !limitFiles.isEmpty()
                        ? options.checkedAgainst(LimitTable.of(limitFiles, OPTIONS))
                        : options);
    }

    /** A limit file names its domain, and a resource its kind before all. */
    private static boolean isLimitFile(List<SourceNode> documents) {
        if (documents.isEmpty()) {
            return true;
        }
        SourceNode first = documents.get(0);
        return first.isMap() && first.find("domain") != null && first.find("kind") == null;
    }

    /** Equal limits are one version, whoever serves them. */
    private static String version(List<RateLimitConfig> configs) {
        var hash = Hashing.sha256().newHasher();
        configs.forEach(config -> hash.putBytes(config.toByteArray()));
        return hash.hash().toString().substring(0, 12);
    }
}
