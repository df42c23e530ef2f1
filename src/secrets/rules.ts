import type { Severity } from "../model/severity.ts";
import type { Rule } from "./rule.ts";

// Rows: id, severity, least entropy, provider, what it is, keywords, shape of the secret. Columns are parted by two
// blanks or more; `…` before keywords that stand inside of the secret. Shapes are those that providers document, or that their tools write; what gitleaks knows is all here.
// Sources: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns,
// https://docs.gitlab.com/security/tokens/#token-prefixes, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html,
// https://learn.microsoft.com/en-us/purview/sit-defn-all-creds, https://api.slack.com/concepts/token-types

/** Secrets that their own shape gives away. `*` behind the severity: looked for in programs too. */
const TOKENS = String.raw`
aws-access-key-id             critical*  3    Amazon         AWS access key id                 AKIA,ASIA,ABIA,ACCA       (?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}
aws-bedrock-api-key           critical   3    Amazon         Bedrock API key                   ABSK                      ABSK[A-Za-z0-9+/]{109,269}={0,2}
aws-bedrock-short-key         high       3    Amazon         Bedrock short-term API key        bedrock-api-key-          bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/=]{0,900}
aws-mws-key                   high       3    Amazon         MWS authentication token          amzn.mws.                 amzn\.mws\.UUID
github-pat                    critical*  3    GitHub         personal access token             ghp_                      ghp_[A-Za-z0-9]{36}
github-fine-grained-pat       critical*  3    GitHub         fine-grained personal access token  github_pat_             github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}
github-oauth                  critical*  3    GitHub         OAuth access token                gho_                      gho_[A-Za-z0-9]{36}
github-app-token              high*      3    GitHub         app token                         ghu_,ghs_                 gh[us]_[A-Za-z0-9]{36}
github-refresh-token          high*      3    GitHub         refresh token                     ghr_                      ghr_[A-Za-z0-9]{36,76}
gitlab-pat-routable           critical*  4    GitLab         personal access token             glpat-                    glpat-[\w-]{27,300}\.[0-9a-z]{9}
gitlab-pat                    critical*  3    GitLab         personal access token             glpat-                    glpat-[\w-]{20}
gitlab-cicd-job-token         medium     3    GitLab         CI/CD job token                   glcbt-                    glcbt-[0-9a-zA-Z]{1,5}_[\w-]{20}
gitlab-deploy-token           high       3    GitLab         deploy token                      gldt-                     gldt-[\w-]{20}
gitlab-feature-flag-token     medium     3    GitLab         feature flag client token         glffct-                   glffct-[\w-]{20}
gitlab-feed-token             medium     3    GitLab         feed token                        glft-                     glft-[\w-]{20}
gitlab-incoming-mail-token    medium     3    GitLab         incoming mail token               glimt-                    glimt-[\w-]{25}
gitlab-kubernetes-agent-token  high      3    GitLab         Kubernetes agent token            glagent-                  glagent-[\w-]{50}
gitlab-oauth-app-secret       high       3    GitLab         OAuth application secret          gloas-                    gloas-[\w-]{64}
gitlab-ptt                    high       3    GitLab         pipeline trigger token            glptt-                    glptt-[0-9a-f]{40}
gitlab-rrt                    high       3    GitLab         runner registration token         GR1348941                 GR1348941[\w-]{20}
gitlab-runner-token-routable  high       4    GitLab         runner authentication token       glrt-t                    glrt-t\d_[\w-]{27,300}\.[0-9a-z]{9}
gitlab-runner-token           high       3    GitLab         runner authentication token       glrt-                     glrt-[\w-]{20}
gitlab-scim-token             high       3    GitLab         SCIM token                        glsoat-                   glsoat-[\w-]{20}
gitlab-session-cookie         high       3    GitLab         session cookie                    _gitlab_session=          _gitlab_session=[0-9a-z]{32}
bitbucket-app-password        critical   3    Bitbucket      app password                      ATBB                      ATBB[A-Za-z0-9]{32}
atlassian-api-token-v2        critical   3.5  Atlassian      API token                         ATATT3                    ATATT3[\w=-]{186}
trello-token                  high       3    Trello         API token                         ATTA                      ATTA[a-f0-9]{72}
gcp-api-key                   high       4    Google         API key                           AIza                      AIza[\w-]{35}
gcp-oauth-client-secret       high       3    Google         OAuth client secret               GOCSPX-                   GOCSPX-[\w-]{28}
gcp-oauth-access-token        medium     4    Google         OAuth access token                ya29.                     ya29\.[\w-]{60,1000}
gcp-refresh-token             high       4    Google         OAuth refresh token               1//0                      1//0[\w-]{40,120}
firebase-server-key           high       4    Google         Firebase server key               …:APA91b                   AAAA[\w-]{7}:APA91b[\w-]{134}
azure-ad-client-secret        critical   3.5  Microsoft      Entra application secret          …1Q~,2Q~,3Q~,4Q~,5Q~,6Q~,7Q~,8Q~,9Q~,0Q~  [A-Za-z0-9_~.]{3}\dQ~[\w~.-]{31,34}
azure-storage-key             critical   4    Microsoft      Azure storage account key         …+ASt                      [A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==
azure-cosmos-key              critical   4    Microsoft      Azure Cosmos DB key               …ACDb                      [A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{6}==
azure-function-key            high       4    Microsoft      Azure Functions key               …AzFu                      [\w-]{44}AzFu[\w-]{5}[AQgw]==
azure-search-key              high       4    Microsoft      Azure AI Search key               …AzSe                      [A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}
azure-container-registry-key  critical   4    Microsoft      Azure Container Registry password  …+ACR                     [A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}
azure-service-bus-key         high       4    Microsoft      Azure Service Bus key             …+ASb                      [A-Za-z0-9+/]{33}\+ASb[A-Za-z0-9+/]{6}=
azure-event-hub-key           high       4    Microsoft      Azure Event Hubs key              …+AEh                      [A-Za-z0-9+/]{33}\+AEh[A-Za-z0-9+/]{6}=
azure-iot-key                 high       4    Microsoft      Azure IoT key                     …AIoT                      [A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{6}=
azure-devops-pat              critical   4    Microsoft      Azure DevOps access token         …AZDO                      [A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}
microsoft-teams-webhook       medium     3    Microsoft      Teams webhook                     ….webhook.office.com/      [a-z0-9]{2,40}\.webhook\.office\.com/webhookb2/UUID@UUID/IncomingWebhook/[a-z0-9]{32}/UUID
alibaba-access-key-id         high       3    Alibaba        access key id                     LTAI                      LTAI[A-Za-z0-9]{20}
tencent-secret-id             high       3.5  Tencent        Cloud secret id                   AKID                      AKID[A-Za-z0-9]{32}
yandex-api-key                high       3.5  Yandex         Cloud API key                     AQVN                      AQVN[\w-]{35,38}
digitalocean-pat              critical   3    DigitalOcean   personal access token             dop_v1_                   dop_v1_[a-f0-9]{64}
digitalocean-access-token     critical   3    DigitalOcean   OAuth access token                doo_v1_                   doo_v1_[a-f0-9]{64}
digitalocean-refresh-token    high       3    DigitalOcean   OAuth refresh token               dor_v1_                   dor_v1_[a-f0-9]{64}
flyio-access-token            critical   4    Fly.io         access token                      fo1_,fm1a_,fm1r_,fm2_     (?:fo1_[\w-]{43}|fm1[ar]_[A-Za-z0-9+/]{100,900}={0,3}|fm2_[A-Za-z0-9+/]{100,900}={0,3})
heroku-api-key-v2             critical   4    Heroku         API key                           HRKU-AA                   HRKU-AA[\w-]{58}
netlify-pat                   high       3    Netlify        personal access token             nfp_                      nfp_[A-Za-z0-9]{36}
render-api-key                high       3    Render         API key                           rnd_                      rnd_[A-Za-z0-9]{28,32}
scalingo-api-token            high       3    Scalingo       API token                         tk-us-                    tk-us-[\w-]{48}
vercel-token                  high       3    Vercel         access token                      vcp_,vci_,vca_,vcr_,vck_  vc[piark]_[A-Za-z0-9]{56}
cloudflare-origin-ca-key      critical   3    Cloudflare     origin CA key                     v1.0-                     v1\.0-[a-f0-9]{24}-[a-f0-9]{146}
cloudflare-prefixed-token     critical   3    Cloudflare     API token                         cfut_,cfat_,cfk_          cf(?:ut|at|k)_[A-Za-z0-9]{40}[a-f0-9]{8}
tailscale-key                 high       3    Tailscale      key                               tskey-                    tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{6,24}-[A-Za-z0-9]{20,40}
doppler-api-token             critical   3    Doppler        token                             dp.pt.,dp.st.,dp.ct.,dp.sa.,dp.scim.,dp.audit.  dp\.(?:pt|ct|sa|scim|audit|st)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}
hashicorp-tf-api-token        critical   3.5  HashiCorp      Terraform Cloud token             ….atlasv1.                 [A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}
vault-service-token           critical   3.5  HashiCorp      Vault service token               hvs.                      hvs\.[\w-]{90,120}
vault-batch-token             high       4    HashiCorp      Vault batch token                 hvb.                      hvb\.[\w-]{138,300}
vault-recovery-token          critical   3.5  HashiCorp      Vault recovery token              hvr.                      hvr\.[\w-]{90,120}
pulumi-api-token              high       3    Pulumi         access token                      pul-                      pul-[a-f0-9]{40}
infracost-api-token           medium     3    Infracost      API token                         ico-                      ico-[A-Za-z0-9]{32}
prefect-api-token             high       3    Prefect        API token                         pnu_,pnb_                 pn[ub]_[A-Za-z0-9]{36}
databricks-api-token          critical   3    Databricks     access token                      dapi                      dapi[a-f0-9]{32}(?:-\d)?
planetscale-api-token         high       3    PlanetScale    API token                         pscale_tkn_               pscale_tkn_[\w=.-]{32,64}
planetscale-oauth-token       high       3    PlanetScale    OAuth token                       pscale_oauth_             pscale_oauth_[\w=.-]{32,64}
planetscale-password          critical   3    PlanetScale    database password                 pscale_pw_                pscale_pw_[\w=.-]{32,64}
supabase-token                critical   3    Supabase       access token                      sbp_,sb_secret_           (?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{31,50})
neon-api-key                  high       3    Neon           API key                           napi_                     napi_[a-z0-9]{64}
clickhouse-cloud-key          high       3    ClickHouse     Cloud API secret                  4b1d                      4b1d[A-Za-z0-9]{38}
artifactory-api-key           critical   4.3  JFrog          Artifactory API key               AKCp                      AKCp[A-Za-z0-9]{69}
artifactory-reference-token   critical   4.3  JFrog          Artifactory reference token       cmVmd                     cmVmd[A-Za-z0-9]{59}
npm-access-token              critical*  3    npm            access token                      npm_                      npm_[A-Za-z0-9]{36}
pypi-upload-token             critical*  3    PyPI           upload token                      pypi-AgEIcHlwaS5vcmc,pypi-AgENdGVzdC5weXBpLm9yZw  pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[\w-]{50,1000}
rubygems-api-token            critical   3    RubyGems       API key                           rubygems_                 rubygems_[a-f0-9]{48}
crates-io-token               critical   3.5  crates.io      API token                         cio                       cio[A-Za-z0-9]{32}
nuget-api-key                 critical   3.5  NuGet          API key                           oy2                       oy2[a-z0-9]{43}
clojars-api-token             high       3    Clojars        deploy token                      CLOJARS_                  CLOJARS_[A-Za-z0-9]{60}
docker-hub-pat                critical*  3    Docker         access token                      dckr_pat_,dckr_oat_       dckr_(?:pat|oat)_[\w-]{27,32}
dynatrace-api-token           high       3.5  Dynatrace      API token                         dt0c01.                   dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}
grafana-api-key               high       3    Grafana        API key                           eyJrIjoi                  eyJrIjoi[A-Za-z0-9]{70,400}={0,3}
grafana-cloud-api-token       high       3    Grafana        Cloud access policy token         glc_                      glc_[A-Za-z0-9+/]{32,400}={0,3}
grafana-service-account-token  high      3    Grafana        service account token             glsa_                     glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}
new-relic-user-api-key        high       3    New Relic      user API key                      NRAK-                     NRAK-[A-Z0-9]{27}
new-relic-insert-key          high       3    New Relic      insert key                        NRII-                     NRII-[A-Za-z0-9-]{32}
new-relic-browser-token       medium     3    New Relic      browser API token                 NRJS-                     NRJS-[a-f0-9]{19}
sentry-org-token              high       4.3  Sentry         organisation token                sntrys_eyJpYXQiO          sntrys_eyJpYXQiO[A-Za-z0-9+/]{10,400}={0,2}_[A-Za-z0-9+/]{43}
sentry-user-token             high       3.3  Sentry         user token                        sntryu_                   sntryu_[a-f0-9]{64}
honeycomb-key                 high       3    Honeycomb      ingest key                        hcaik_,hcbik_,hcxik_      hc[abx]ik_[a-z0-9]{58}
sonar-token                   high       3    SonarQube      token                             sqp_,squ_,sqa_            sq[pua]_[a-f0-9]{40}
buildkite-token               high       3    Buildkite      user access token                 bkua_                     bkua_[a-f0-9]{40}
circleci-pat                  high       3    CircleCI       personal access token             CCIPAT_,CCIPRJ_           CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[a-f0-9]{40}
harness-api-key               high       3    Harness        API key                           pat.,sat.                 (?:pat|sat)\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}
octopus-deploy-api-key        high       3    Octopus Deploy  API key                          API-                      API-[A-Z0-9]{26}
openshift-user-token          high       3.5  Red Hat        OpenShift user token              sha256~                   sha256~[\w-]{43}
slack-app-token               high*      3    Slack          app-level token                   xapp-                     xapp-\d-[A-Z0-9]{6,20}-\d{8,16}-[a-z0-9]{32,80}
slack-bot-token               high*      3    Slack          bot token                         xoxb-                     xoxb-[0-9]{8,14}-(?:[0-9]{10,14}-)?[A-Za-z0-9]{18,40}
slack-user-token              high*      3    Slack          user token                        xoxp-,xoxe-               xox[pe](?:-[0-9]{10,13}){3}-[A-Za-z0-9-]{28,34}
slack-config-access-token     high       3    Slack          configuration access token        xoxe.xox                  xoxe\.xox[bp]-\d-[A-Za-z0-9]{163,166}
slack-config-refresh-token    high       3    Slack          configuration refresh token       xoxe-                     xoxe-\d-[A-Za-z0-9]{146}
slack-legacy-token            high       2.5  Slack          legacy token                      xoxo-,xoxs-               xox[os]-\d{6,14}-\d{6,14}-\d{6,14}-[a-fA-F\d]{10,64}
slack-legacy-workspace-token  high       2.5  Slack          legacy workspace token            xoxa-,xoxr-               xox[ar]-(?:\d-)?[0-9a-zA-Z]{16,48}
slack-webhook-url             medium     3    Slack          webhook                           hooks.slack.com/          hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}
discord-webhook-url           medium     3    Discord        webhook                           …/api/webhooks/            discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,68}
telegram-bot-token            high       3.5  Telegram       bot token                         …:AA                       (?:bot)?\d{8,10}:AA[\w-]{33}
stripe-access-token           critical*  3    Stripe         secret key                        sk_live_,rk_live_,sk_prod_,rk_prod_  [sr]k_(?:live|prod)_[A-Za-z0-9]{20,120}
stripe-test-token             low        3    Stripe         secret key of the test mode       sk_test_,rk_test_         [sr]k_test_[A-Za-z0-9]{20,120}
stripe-webhook-secret         high       3.5  Stripe         webhook signing secret            whsec_                    whsec_[A-Za-z0-9+/=]{32,64}
square-access-token           critical   3    Square         access token                      sq0atp-                   sq0atp-[\w-]{22}
square-oauth-secret           critical   3    Square         OAuth secret                      sq0csp-                   sq0csp-[\w-]{43}
square-long-access-token      critical   4    Square         access token                      EAAA                      EAAA[\w-]{60}(?![+/=])
shopify-access-token          critical   2.5  Shopify        access token                      shpat_                    shpat_[a-fA-F0-9]{32}
shopify-custom-access-token   critical   2.5  Shopify        access token of a custom app      shpca_                    shpca_[a-fA-F0-9]{32}
shopify-private-access-token  critical   2.5  Shopify        access token of a private app     shppa_                    shppa_[a-fA-F0-9]{32}
shopify-shared-secret         high       2.5  Shopify        shared secret                     shpss_                    shpss_[a-fA-F0-9]{32}
flutterwave-secret-key        high       2.5  Flutterwave    secret key                        FLWSECK                   FLWSECK(?:_TEST)?-[a-h0-9]{32}-X
flutterwave-encryption-key    high       2.5  Flutterwave    encryption key                    FLWSECK_TEST              FLWSECK_TEST[a-h0-9]{12}
flutterwave-public-key        low        2.5  Flutterwave    public key                        FLWPUBK                   FLWPUBK(?:_TEST)?-[a-h0-9]{32}-X
duffel-api-token              high       3    Duffel         access token                      duffel_                   duffel_(?:test|live)_[\w=-]{43}
easypost-api-token            high       3    EasyPost       API key                           EZAK                      EZAK[A-Za-z0-9]{54}
easypost-test-api-token       low        3    EasyPost       test API key                      EZTK                      EZTK[A-Za-z0-9]{54}
shippo-api-token              high       2.5  Shippo         API token                         shippo_                   shippo_(?:live|test)_[a-fA-F0-9]{40}
sendgrid-api-token            critical   3    SendGrid       API key                           SG.                       SG\.[\w-]{22}\.[\w-]{43}
sendinblue-api-token          high       3    Brevo          API key                           xkeysib-                  xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}
mailgun-private-api-token     high       3    Mailgun        private API key                   key-                      key-[a-f0-9]{32}
facebook-page-access-token    high       4    Meta           page access token                 EAAM,EAAC                 EAA[MC][A-Za-z0-9]{100,400}
hubspot-private-app-token     high       3    HubSpot        private app token                 pat-na,pat-eu             pat-(?:na|eu)\d-UUID
openai-api-key                critical*  3    OpenAI         API key                           …T3BlbkFJ                  sk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,74}T3BlbkFJ[\w-]{20,74}
anthropic-admin-api-key       critical   3    Anthropic      admin API key                     sk-ant-admin01-           sk-ant-admin01-[\w-]{93}AA
anthropic-api-key             critical   3    Anthropic      API key                           sk-ant-api03-             sk-ant-api03-[\w-]{93}AA
anthropic-oauth-token         critical   3    Anthropic      OAuth token                       sk-ant-oat01-,sk-ant-ort01-  sk-ant-o[ar]t01-[\w-]{80,120}
openrouter-api-key            high       3    OpenRouter     API key                           sk-or-v1-                 sk-or-v1-[a-f0-9]{64}
huggingface-access-token      high       3    Hugging Face   access token                      hf_                       hf_[A-Za-z]{34}
huggingface-org-api-token     high       3    Hugging Face   organisation token                api_org_                  api_org_[A-Za-z]{34}
groq-api-key                  high       3.5  Groq           API key                           gsk_                      gsk_[A-Za-z0-9]{52}
xai-api-key                   high       3.5  xAI            API key                           xai-                      xai-[A-Za-z0-9]{80}
perplexity-api-key            high       4    Perplexity     API key                           pplx-                     pplx-[A-Za-z0-9]{48}
replicate-api-token           high       3.5  Replicate      API token                         r8_                       r8_[A-Za-z0-9]{37}
langsmith-api-key             high       3    LangChain      LangSmith API key                 lsv2_                     lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}
pinecone-api-key              high       3.5  Pinecone       API key                           pcsk_                     pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}
notion-api-token              high       3.5  Notion         API token                         ntn_                      ntn_[0-9]{11}[A-Za-z0-9]{35}
linear-api-key                high       3    Linear         API key                           lin_api_                  lin_api_[A-Za-z0-9]{40}
linear-oauth-token            high       3    Linear         OAuth token                       lin_oauth_                lin_oauth_[a-f0-9]{64}
figma-pat                     high       3    Figma          personal access token             figd_                     figd_[\w-]{40}
airtable-pat                  high       3    Airtable       personal access token             pat                       pat[A-Za-z0-9]{14}\.[a-f0-9]{64}
contentful-pat                high       3    Contentful     personal access token             CFPAT-                    CFPAT-[\w-]{43}
frameio-api-token             high       3    Frame.io       API token                         fio-u-                    fio-u-[\w=-]{64}
postman-api-token             high       3    Postman        API key                           PMAK-                     PMAK-[a-f0-9]{24}-[a-f0-9]{34}
readme-api-token              medium     3    ReadMe         API key                           rdme_                     rdme_[a-z0-9]{70}
sourcegraph-access-token      high       3    Sourcegraph    access token                      sgp_                      sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}
settlemint-access-token       high       3    SettleMint     access token                      sm_aat_,sm_pat_,sm_sat_   sm_[aps]at_[A-Za-z0-9]{16}
maxmind-license-key           medium     3.5  MaxMind        licence key                       …_mmk                      [A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk
typeform-api-token            high       3    Typeform       personal access token             tfp_                      tfp_[\w.=-]{59}
adafruit-io-key               medium     3    Adafruit       IO key                            aio_                      aio_[A-Za-z0-9]{28}
adobe-client-secret           high       3    Adobe          OAuth client secret               p8e-                      p8e-[a-z0-9]{32}
intra42-client-secret         medium     3    42             Intra client secret               s-s4t2                    s-s4t2(?:ud|af)-[a-f0-9]{64}
defined-networking-api-token  high       3    Defined Networking  API token                    dnkey-                    dnkey-[a-z0-9=_-]{26}-[a-z0-9=_-]{52}
authress-access-key           high       3    Authress       service client access key         ….acc_,.acc-               (?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}
1password-service-account     critical   4    1Password      service account token             ops_eyJ                   ops_eyJ[A-Za-z0-9+/]{250,3000}={0,3}
1password-secret-key          critical   3.5  1Password      secret key                        A3-                       A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}
age-secret-key                critical*  3    age            secret key                        AGE-SECRET-KEY-           AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,120}
`;

/** Secrets that only a name beside them gives away: `NAME…=VALUE`, `"NAME": "VALUE"`, `<NAME>VALUE<`. */
const NAMED = String.raw`
aws-secret-access-key         critical   4    Amazon         AWS secret access key             secret_access_key,secretaccesskey,secret-access-key,aws_secret_key,aws_secret  [A-Za-z0-9/+]{40}
aws-session-token             high       4    Amazon         AWS session token                 aws_session_token,aws_security_token,sessiontoken  [A-Za-z0-9/+=]{100,1200}
azure-storage-account-key     critical   4    Microsoft      Azure storage account key         accountkey,storage_key,storage_account_key  [A-Za-z0-9+/]{86}==
azure-shared-access-key       high       4    Microsoft      Azure shared access key           sharedaccesskey           [A-Za-z0-9+/]{43}=
azure-client-secret           critical   3.5  Microsoft      Entra application secret          azure_client_secret,arm_client_secret  [\w~.-]{32,44}
alibaba-secret-key            high       3.5  Alibaba        secret key                        alibaba,alicloud,aliyun   [a-z0-9]{30}
tencent-secret-key            high       3.5  Tencent        Cloud secret key                  tencent                   [a-z0-9]{32}
ibm-cloud-api-key             high       3.5  IBM            Cloud API key                     ibmcloud,ibm_cloud,bluemix  [\w-]{44}
scaleway-secret-key           high       3    Scaleway       secret key                        scw_secret,scaleway       UUID
hetzner-api-token             high       3.5  Hetzner        Cloud API token                   hcloud_token,hetzner      [A-Za-z0-9]{64}
linode-token                  high       3.5  Linode         access token                      linode                    [a-f0-9]{64}
adafruit-api-key              medium     3    Adafruit       API key                           adafruit                  [a-z0-9_-]{32}
adobe-client-id               low        3    Adobe          OAuth client id                   adobe                     [a-f0-9]{32}
airtable-api-key              high       3    Airtable       API key                           airtable                  key[a-z0-9]{14}
algolia-api-key               medium     3    Algolia        API key                           algolia                   [a-z0-9]{32}
asana-client-id               low        2    Asana          client id                         asana                     [0-9]{16}
asana-client-secret           high       3    Asana          client secret                     asana                     [a-z0-9]{32}
atlassian-api-token           high       3.5  Atlassian      API token                         atlassian,confluence,jira  [a-z0-9]{20}[a-f0-9]{4}
beamer-api-token              medium     3    Beamer         API token                         beamer                    b_[a-z0-9=_-]{44}
bitbucket-client-id           low        3    Bitbucket      client id                         bitbucket                 [a-z0-9]{32}
bitbucket-client-secret       high       3    Bitbucket      client secret                     bitbucket                 [a-z0-9=_-]{64}
bittrex-access-key            high       3    Bittrex        access or secret key              bittrex                   [a-z0-9]{32}
cisco-meraki-api-key          high       3    Cisco          Meraki API key                    meraki                    [0-9a-f]{40}
cloudflare-api-key            critical   3    Cloudflare     API token                         cloudflare,cf_api         [a-z0-9_-]{40}
cloudflare-global-api-key     critical   3    Cloudflare     global API key                    cloudflare,cf_api         [a-f0-9]{37}
codecov-access-token          medium     3    Codecov        access token                      codecov                   (?:[a-z0-9]{32}|UUID)
cohere-api-token              high       3.5  Cohere         API key                           cohere,co_api_key         [A-Za-z0-9]{40}
coinbase-access-token         high       3    Coinbase       access token                      coinbase                  [a-z0-9_-]{64}
confluent-access-token        medium     3    Confluent      API key                           confluent                 [a-z0-9]{16}
confluent-secret-key          high       3    Confluent      API secret                        confluent                 [a-z0-9+/]{64}
contentful-delivery-token     medium     3    Contentful     delivery token                    contentful                [a-z0-9=_-]{43}
datadog-access-token          high       3    Datadog        application key                   datadog,dd_app_key        [a-z0-9]{40}
datadog-api-key               high       3    Datadog        API key                           datadog,dd_api_key        [a-f0-9]{32}
discord-api-token             high       3    Discord        API key                           discord                   [a-f0-9]{64}
discord-bot-token             high       3.5  Discord        bot token                         discord                   [MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}
discord-client-id             low        2    Discord        client id                         discord                   [0-9]{18}
discord-client-secret         high       3    Discord        client secret                     discord                   [a-z0-9=_-]{32}
droneci-access-token          high       3    Drone          access token                      droneci,drone_token       [a-z0-9]{32}
dropbox-long-lived-token      high       3    Dropbox        long-lived token                  dropbox                   [a-z0-9]{11}AAAAAAAAAA[a-z0-9=_-]{43}
dropbox-short-lived-token     medium     3    Dropbox        short-lived token                 dropbox                   sl\.[a-z0-9=_-]{135}
dropbox-api-token             high       3    Dropbox        app secret                        dropbox                   [a-z0-9]{15}
etsy-access-token             medium     3    Etsy           access token                      etsy                      [a-z0-9]{24}
facebook-access-token         high       3    Meta           app access token                  facebook                  \d{15,16}(?:\||%7c)[0-9a-z_-]{27,40}
facebook-secret               high       3    Meta           app secret                        facebook                  [a-f0-9]{32}
fastly-api-token              high       3    Fastly         API token                         fastly                    [a-z0-9=_-]{32}
finicity-api-token            high       3    Finicity       API token                         finicity                  [a-f0-9]{32}
finicity-client-secret        high       3    Finicity       client secret                     finicity                  [a-z0-9]{20}
finnhub-access-token          medium     3    Finnhub        access token                      finnhub                   [a-z0-9]{20}
flickr-access-token           medium     3    Flickr         access token                      flickr                    [a-z0-9]{32}
freemius-secret-key           high       3    Freemius       secret key                        secret_key                sk_[\w@#%^&*()+!?.,:-]{29}
freshbooks-access-token       high       3    FreshBooks     access token                      freshbooks                [a-z0-9]{64}
gitter-access-token           medium     3    Gitter         access token                      gitter                    [a-z0-9_-]{40}
gocardless-api-token          high       3    GoCardless     access token                      gocardless                live_[a-z0-9=_-]{40}
heroku-api-key                high       3    Heroku         API key                           heroku                    UUID
hubspot-api-key               high       3    HubSpot        API key                           hubspot,hapikey           UUID
intercom-api-key              high       3    Intercom       access token                      intercom                  [a-z0-9=_-]{60}
jfrog-api-key                 high       3.5  JFrog          API key                           jfrog,artifactory,bintray,xray  [a-z0-9]{73}
jfrog-identity-token          high       3.5  JFrog          identity token                    jfrog,artifactory,bintray,xray  [a-z0-9]{64}
kraken-access-token           high       3.5  Kraken         API key                           kraken                    [a-z0-9/=_+-]{80,90}
kucoin-access-token           high       3    KuCoin         API key                           kucoin                    [a-f0-9]{24}
kucoin-secret-key             high       3    KuCoin         API secret                        kucoin                    UUID
launchdarkly-access-token     high       3    LaunchDarkly   access token                      launchdarkly              (?:(?:api|sdk|mob)-UUID|[a-z0-9=_-]{40})
linear-client-secret          high       3    Linear         client secret                     linear_,linear-,linearclient,linearsecret  [a-f0-9]{32}
linkedin-client-id            low        3    LinkedIn       client id                         linkedin,linked_in,linked-in  [a-z0-9]{14}
linkedin-client-secret        high       3    LinkedIn       client secret                     linkedin,linked_in,linked-in  [a-z0-9]{16}
lob-api-key                   high       3    Lob            API key                           lob_,lob-,lob.,lobapi     (?:live|test)_[a-f0-9]{35}
lob-pub-api-key               low        3    Lob            publishable API key               lob_,lob-,lob.,lobapi     (?:live|test)_pub_[a-f0-9]{31}
mailchimp-api-key             high       3    Mailchimp      API key                           mailchimp                 [a-f0-9]{32}-us\d{1,2}
mailgun-pub-key               low        3    Mailgun        public validation key             mailgun                   pubkey-[a-f0-9]{32}
mailgun-signing-key           high       3    Mailgun        webhook signing key               mailgun                   [a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}
mapbox-api-token              medium     3    Mapbox         access token                      mapbox                    [ps]k\.[a-z0-9]{60}\.[a-z0-9_-]{22}
mattermost-access-token       high       3    Mattermost     access token                      mattermost                [a-z0-9]{26}
messagebird-api-token         high       3    MessageBird    API token                         messagebird,message_bird,message-bird  [a-z0-9]{25}
messagebird-client-id         low        3    MessageBird    client id                         messagebird,message_bird,message-bird  UUID
mistral-api-key               high       3.5  Mistral        API key                           mistral                   [A-Za-z0-9]{32}
netlify-access-token          high       3    Netlify        access token                      netlify                   [a-z0-9=_-]{40,46}
new-relic-user-api-id         medium     3    New Relic      user API id                       newrelic,new_relic,new-relic  [a-z0-9]{64}
new-relic-license-key         high       3    New Relic      licence key                       newrelic,new_relic,new-relic  [a-f0-9]{36}NRAL
ngrok-token                   medium     3.5  ngrok          authtoken                         ngrok,authtoken           [A-Za-z0-9]{20,30}_[A-Za-z0-9]{20,22}
nytimes-access-token          medium     3    New York Times  API key                          nytimes,newyorktimes,new-york-times  [a-z0-9=_-]{32}
okta-access-token             high       3.5  Okta           API token                         okta                      00[\w=-]{40}
plaid-api-token               high       3    Plaid          access token                      plaid                     access-(?:sandbox|development|production)-UUID
plaid-client-id               low        3    Plaid          client id                         plaid                     [a-z0-9]{24}
plaid-secret-key              high       3    Plaid          secret key                        plaid                     [a-z0-9]{30}
privateai-api-token           high       3    Private AI     API token                         privateai,private_ai,private-ai  [a-z0-9]{32}
rapidapi-access-token         high       3    RapidAPI       access token                      rapidapi                  [a-z0-9_-]{50}
sendbird-access-id            low        3    Sendbird       application id                    sendbird                  UUID
sendbird-access-token         high       3    Sendbird       access token                      sendbird                  [a-f0-9]{40}
sentry-access-token           high       3    Sentry         access token                      sentry                    [a-f0-9]{64}
sidekiq-secret                medium     2.5  Sidekiq        enterprise credentials            contribsys__com           [a-f0-9]{8}:[a-f0-9]{8}
snyk-api-token                high       3    Snyk           API token                         snyk                      UUID
sonar-api-token               high       3    SonarQube      token                             sonar_token,sonar.token,sonar-token,sonar_login,sonar.login,sonar-login  [a-z0-9=_-]{40}
sourcegraph-legacy-token      medium     3    Sourcegraph    access token                      sourcegraph               [a-f0-9]{40}
squarespace-access-token      high       3    Squarespace    access token                      squarespace               UUID
sumologic-access-id           medium     3    Sumo Logic     access id                         sumo_,sumo-,sumologic     su[a-z0-9]{12}
sumologic-access-token        high       3    Sumo Logic     access key                        sumo_,sumo-,sumologic     [a-z0-9]{64}
travisci-access-token         medium     3    Travis CI      access token                      travis                    [a-z0-9]{22}
twilio-api-key                high       3    Twilio         auth token or API key             twilio                    (?:SK)?[0-9a-f]{32}
twitch-api-token              medium     3    Twitch         client secret                     twitch                    [a-z0-9]{30}
twitter-access-secret         high       3    X              access token secret               twitter                   [a-z0-9]{45}
twitter-access-token          high       3    X              access token                      twitter                   [0-9]{15,25}-[a-z0-9]{20,40}
twitter-api-key               medium     3    X              API key                           twitter                   [a-z0-9]{25}
twitter-api-secret            high       3    X              API secret                        twitter                   [a-z0-9]{50}
twitter-bearer-token          high       2    X              bearer token                      twitter                   A{22}[a-z0-9%]{80,100}
vault-legacy-token            high       3.5  HashiCorp      Vault token                       vault                     s\.[A-Za-z0-9]{24}
consul-token                  high       3    HashiCorp      Consul or Nomad token             consul_http_token,nomad_token  UUID
yandex-access-token           high       3.5  Yandex         IAM token                         yandex,yc_token           t1\.[\w-]{20,300}={0,2}\.[\w-]{86}={0,2}
yandex-aws-access-token       high       3.5  Yandex         static access key                 yandex                    YC[\w-]{38}
zendesk-secret-key            high       3    Zendesk        API token                         zendesk                   [a-z0-9]{40}
`;

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** Nothing that a name or a token is made of, or the end of an escaped line break. */
export const BEGINS = String.raw`(?<=^|[^A-Za-z0-9_]|\\[nrt])`;

/** Between a name and its value: the rest of the name, quotes, and a sign that assigns. */
export const ASSIGNS = String.raw`[\w.-]{0,40}["'\x60\]]{0,2}[ \t]{0,8}(?:=>|:=|\?=|={1,3}|:{1,3}|\|\||[,>])[ \t]{0,8}["'\x60]{0,3}`;

/** Behind a value. */
export const ENDS = String.raw`(?=["'\x60\s;,<&)\]}\\]|$)`;

/** Keywords in the middle of a token: what may stand in front is asked for in a window that begins so much earlier. */
const LONGEST_LEAD = 160;

/** What stands between a name and its value, at most. */
const NAME_REACH = 120;

/** Seen behind a match, so that it can be told from the beginning of something longer. */
const MARGIN = 40;

/** More characters than a pattern can take: its own, and what its repetitions add. */
function longest(pattern: string): number {
  const repeated = [...pattern.matchAll(/\{(?:\d+,)?(\d+)\}/g)];
  return repeated.reduce((sum, [, most]) => sum + Number(most), pattern.length);
}

function rowsOf(table: string) {
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [id = "", severity = "", entropy = "", provider = "", title = "", keywords = "", shape = ""] =
        row.split(/ {2,}/);
      return {
        id,
        severity: severity.replace("*", "") as Severity,
        inBinaries: severity.endsWith("*"),
        entropy: Number(entropy),
        provider,
        title,
        isInside: keywords.startsWith("…"),
        keywords: keywords.replace("…", "").split(","),
        value: shape.replaceAll("UUID", UUID),
      };
    });
}

/** No more of what tokens are made of. */
const TOKEN_ENDS = `(?![A-Za-z0-9_]|-[A-Za-z0-9])`;

function token(row: ReturnType<typeof rowsOf>[number]): Rule {
  const { isInside, ...facts } = row;
  return {
    ...facts,
    kind: "token",
    ignoresCase: false,
    lead: isInside ? LONGEST_LEAD : 0,
    reach: longest(row.value) + MARGIN,
    pattern: new RegExp(`${BEGINS}(${row.value})${TOKEN_ENDS}`, isInside ? "g" : "y"),
  };
}

function named(row: ReturnType<typeof rowsOf>[number]): Rule {
  const { isInside: _, ...facts } = row;
  const { keywords, value } = facts;
  const names = keywords.map((name) => name.replaceAll(/[.]/g, "\\$&")).join("|");
  return {
    ...facts,
    kind: "named",
    ignoresCase: true,
    lead: 0,
    reach: longest(row.value) + NAME_REACH,
    pattern: new RegExp(`(?:${names})${ASSIGNS}(${value})${ENDS}`, "iy"),
  };
}

/** Tokens of providers. Where two take the same text, the first one counts. */
export const TOKEN_RULES: readonly Rule[] = [...rowsOf(TOKENS).map(token), ...rowsOf(NAMED).map(named)];
