package dev.tern.artifacts;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Server;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.ConservativeAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.JreProxySelector;

/** Puts Maven's settings into a session of the resolver, as Maven itself does. */
final class Sessions {

    private Sessions() {}

    static RepositorySystemSession open(RepositorySystem system, MavenSettings maven, Progress progress) {
        DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
        session.setSystemProperties(maven.properties());
        session.setOffline(maven.settings().isOffline());
        session.setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        session.setMirrorSelector(mirrors(maven));
        session.setProxySelector(proxies(maven));
        session.setAuthenticationSelector(servers(maven));
        session.setConfigProperties(configuration(maven.properties(), maven));
        session.setTransferListener(listener(progress));
        var local = new LocalRepository(maven.localRepository().toFile());
        session.setLocalRepositoryManager(system.newLocalRepositoryManager(session, local));
        return session;
    }

    private static MirrorSelector mirrors(MavenSettings maven) {
        var selector = new DefaultMirrorSelector();
        for (var mirror : maven.settings().getMirrors()) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        return selector;
    }

    /** The settings' proxies; without any, those of Java's own properties. */
    private static ProxySelector proxies(MavenSettings maven) {
        var proxies = maven.decrypted().getProxies().stream()
                .filter(org.apache.maven.settings.Proxy::isActive)
                .toList();
        if (proxies.isEmpty()) {
            return new JreProxySelector();
        }
        var selector = new DefaultProxySelector();
        for (var proxy : proxies) {
            var credentials = new AuthenticationBuilder()
                    .addUsername(proxy.getUsername())
                    .addPassword(proxy.getPassword())
                    .build();
            selector.add(
                    new Proxy(proxy.getProtocol(), proxy.getHost(), proxy.getPort(), credentials),
                    proxy.getNonProxyHosts());
        }
        return selector;
    }

    private static AuthenticationSelector servers(MavenSettings maven) {
        var selector = new DefaultAuthenticationSelector();
        for (var server : maven.decrypted().getServers()) {
            var credentials = new AuthenticationBuilder()
                    .addUsername(server.getUsername())
                    .addPassword(server.getPassword())
                    .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
                    .build();
            selector.add(server.getId(), credentials);
        }
        return new ConservativeAuthenticationSelector(selector);
    }

    /** The resolver's own options given as system properties, and each server's HTTP headers (access tokens). */
    private static Map<String, Object> configuration(Properties system, MavenSettings maven) {
        var configuration = new HashMap<String, Object>();
        // Losers of a conflict stay in the graph, so that they can be told.
        configuration.put(ConflictResolver.CONFIG_PROP_VERBOSE, true);
        system.stringPropertyNames().stream()
                .filter(name -> name.startsWith("aether."))
                .forEach(name -> configuration.put(name, system.getProperty(name)));
        for (Server server : maven.decrypted().getServers()) {
            var headers = headers(server);
            if (!headers.isEmpty()) {
                configuration.put("aether.connector.http.headers." + server.getId(), headers);
            }
        }
        return configuration;
    }

    private static Map<String, String> headers(Server server) {
        var headers = new HashMap<String, String>();
        if (server.getConfiguration() instanceof Xpp3Dom dom && dom.getChild("httpHeaders") != null) {
            for (var property : dom.getChild("httpHeaders").getChildren("property")) {
                var name = property.getChild("name");
                var value = property.getChild("value");
                if (name != null && value != null) {
                    headers.put(name.getValue(), value.getValue());
                }
            }
        }
        return headers;
    }

    private static AbstractTransferListener listener(Progress progress) {
        return new AbstractTransferListener() {
            @Override
            public void transferStarted(TransferEvent event) throws TransferCancelledException {
                reportUnlessCancelled(event);
            }

            @Override
            public void transferProgressed(TransferEvent event) throws TransferCancelledException {
                reportUnlessCancelled(event);
            }

            @Override
            public void transferSucceeded(TransferEvent event) {
                report(event);
            }

            private void reportUnlessCancelled(TransferEvent event) throws TransferCancelledException {
                try {
                    report(event);
                } catch (CancellationException stop) {
                    throw new TransferCancelledException("stopped", stop);
                }
            }

            private void report(TransferEvent event) {
                var name = event.getResource().getResourceName();
                progress.advanced(
                        name.substring(name.lastIndexOf('/') + 1),
                        event.getTransferredBytes(),
                        event.getResource().getContentLength());
            }
        };
    }
}
