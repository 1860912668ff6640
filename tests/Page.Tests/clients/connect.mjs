// An application with the official TypeScript client. All it knows is the URL of the server, the version of the protocol, and the
// URL of its metadata document if it has one. It prints each address that its user has to open.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Client, StreamableHTTPClientTransport, auth } from '@modelcontextprotocol/client';

const [url, version, clientMetadataUrl] = process.argv.slice(2);

const callback = createServer().listen(0, '127.0.0.1');
await once(callback, 'listening');
const redirectUrl = `http://127.0.0.1:${callback.address().port}/callback`;
callback.on('request', (request, response) => {
  const { pathname, searchParams } = new URL(request.url, redirectUrl);
  response.end('You can go back to the application.');
  if (pathname === '/callback') {
    callback.emit('answer', searchParams);
  }
});

const stored = {};
const authProvider = {
  redirectUrl,
  clientMetadataUrl,
  clientMetadata: {
    client_name: 'TypeScript application',
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => (stored.state = randomUUID()),
  clientInformation: () => stored.client,
  saveClientInformation: (client) => { stored.client = client; },
  tokens: () => stored.tokens,
  saveTokens: (tokens) => { stored.tokens = tokens; },
  codeVerifier: () => stored.codeVerifier,
  saveCodeVerifier: (codeVerifier) => { stored.codeVerifier = codeVerifier; },
  discoveryState: () => stored.discovery,
  saveDiscoveryState: (discovery) => { stored.discovery = discovery; },
  redirectToAuthorization: (address) => {
    stored.answer = once(callback, 'answer');
    console.log(address.href);
  },
};

let transport;
const client = await withConsent(async () => {
  const client = new Client(
    { name: 'typescript-application', version: '1.0.0' },
    { versionNegotiation: { mode: version === '2025-11-25' ? 'legacy' : { pin: version } } },
  );
  transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
  await client.connect(transport);
  return client;
});

const self = await call('whoami', {});
const task = await call('create_task', { title: 'Needs another scope' });
const former = stored.tokens.access_token;
const renewed = await auth(authProvider, { serverUrl: url });
console.log(JSON.stringify({
  version: client.getNegotiatedProtocolVersion(),
  self,
  task,
  renewed: renewed === 'AUTHORIZED' && stored.tokens.access_token !== former,
  selfAgain: await call('whoami', {}),
}));
await client.close();
callback.close();
callback.closeAllConnections();

// The SDK throws when the user has to be asked; the application tries again with the answer.
async function withConsent(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!stored.answer) {
        throw error;
      }

      const [parameters] = await stored.answer;
      stored.answer = undefined;
      if (parameters.get('state') !== stored.state) {
        throw new Error('The answer belongs to another request.');
      }

      await transport.finishAuth(parameters);
    }
  }
}

function call(name, args) {
  return withConsent(async () => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    return isError ? `refused: ${content[0].text}` : content[0].text;
  });
}
