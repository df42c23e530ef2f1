/**
 * Maven groups of artifacts whose jars carry no pom: made by Gradle, Ant or Bnd. By the whole name, or by its beginning
 * where a `*` stands; the first row that fits counts. Some moved: a third column has the first major version there.
 */
const GROUPS: readonly (readonly [names: string, group: string, sinceMajor?: number])[] = [
  ["spring-boot spring-boot-*", "org.springframework.boot"],
  ["spring-cloud-*", "org.springframework.cloud"],
  ["spring-security-oauth2", "org.springframework.security.oauth"],
  ["spring-security-*", "org.springframework.security"],
  ["spring-data-*", "org.springframework.data"],
  ["spring-session-*", "org.springframework.session"],
  ["spring-integration-*", "org.springframework.integration"],
  ["spring-batch-*", "org.springframework.batch"],
  ["spring-amqp spring-rabbit spring-rabbit-*", "org.springframework.amqp"],
  ["spring-kafka spring-kafka-*", "org.springframework.kafka"],
  ["spring-ldap-*", "org.springframework.ldap"],
  ["spring-ws-* spring-xml", "org.springframework.ws"],
  ["spring-hateoas", "org.springframework.hateoas"],
  ["spring-graphql", "org.springframework.graphql"],
  ["spring-retry", "org.springframework.retry"],
  ["spring-plugin-*", "org.springframework.plugin"],
  ["spring-webflow spring-binding spring-js", "org.springframework.webflow"],
  ["spring-aop spring-aspects spring-beans spring-context spring-context-*", "org.springframework"],
  ["spring-core spring-core-test spring-expression spring-instrument spring-jcl", "org.springframework"],
  ["spring-jdbc spring-jms spring-messaging spring-orm spring-oxm spring-r2dbc", "org.springframework"],
  ["spring-test spring-tx spring-web spring-webflux spring-webmvc spring-websocket", "org.springframework"],
  ["tomcat-embed-*", "org.apache.tomcat.embed"],
  ["tomcat-* catalina jasper", "org.apache.tomcat"],
  ["asm asm-analysis asm-commons asm-tree asm-util", "org.ow2.asm"],
  ["bcprov-* bcpkix-* bcutil-* bcpg-* bcmail-* bctls-* bc-fips bcpkix-fips", "org.bouncycastle"],
  ["kotlin-stdlib kotlin-stdlib-* kotlin-reflect kotlin-script-*", "org.jetbrains.kotlin"],
  ["kotlinx-*", "org.jetbrains.kotlinx"],
  ["ktor-*", "io.ktor"],
  ["scala-library scala-reflect scala-compiler scala3-library_3", "org.scala-lang"],
  ["context-propagation", "io.micrometer"],
  ["micrometer-tracing micrometer-tracing-bridge-*", "io.micrometer"],
  ["micrometer-*", "io.micrometer"],
  ["reactor-core reactor-test reactor-tools", "io.projectreactor"],
  ["reactor-netty reactor-netty-*", "io.projectreactor.netty"],
  ["okhttp logging-interceptor okhttp-jvm", "com.squareup.okhttp3"],
  ["okio okio-jvm", "com.squareup.okio"],
  ["retrofit", "com.squareup.retrofit2"],
  ["grpc-*", "io.grpc"],
  ["opentelemetry-semconv", "io.opentelemetry.semconv", 1],
  ["opentelemetry-instrumentation-*", "io.opentelemetry.instrumentation"],
  ["opentelemetry-*", "io.opentelemetry"],
  ["opentracing-*", "io.opentracing"],
  ["lucene-*", "org.apache.lucene"],
  ["kafka-clients kafka-streams kafka_* connect-api connect-runtime", "org.apache.kafka"],
  ["zookeeper zookeeper-jute", "org.apache.zookeeper"],
  ["elasticsearch elasticsearch-core elasticsearch-x-content elasticsearch-geo", "org.elasticsearch"],
  ["elasticsearch-rest-client", "org.elasticsearch.client"],
  ["elasticsearch-java", "co.elastic.clients"],
  ["opensearch opensearch-core opensearch-common", "org.opensearch"],
  ["mongodb-driver mongodb-driver-* mongo-java-driver bson bson-*", "org.mongodb"],
  ["groovy groovy-*", "org.apache.groovy", 4],
  ["groovy groovy-*", "org.codehaus.groovy"],
  ["byte-buddy byte-buddy-agent", "net.bytebuddy"],
  ["mockito-core mockito-junit-jupiter", "org.mockito"],
  ["junit-jupiter junit-jupiter-*", "org.junit.jupiter"],
  ["junit-platform-*", "org.junit.platform"],
  ["opentest4j", "org.opentest4j"],
  ["lombok", "org.projectlombok"],
  ["rxjava", "io.reactivex.rxjava3", 3],
  ["rxjava", "io.reactivex.rxjava2", 2],
  ["rxjava", "io.reactivex"],
  ["aspectjweaver aspectjrt aspectjtools", "org.aspectj"],
  ["hibernate-commons-annotations", "org.hibernate.common"],
  ["hibernate-core hibernate-envers hibernate-spatial hibernate-jcache", "org.hibernate.orm", 6],
  ["hibernate-agroal hibernate-c3p0 hibernate-hikaricp hibernate-jpamodelgen", "org.hibernate.orm", 6],
  ["hibernate-community-dialects hibernate-vector hibernate-micrometer", "org.hibernate.orm", 6],
  ["hibernate-core hibernate-envers hibernate-spatial hibernate-jcache hibernate-entitymanager", "org.hibernate"],
  ["hibernate-agroal hibernate-c3p0 hibernate-hikaricp hibernate-jpamodelgen hibernate-ehcache", "org.hibernate"],
  ["checker-qual", "org.checkerframework"],
  ["HikariCP", "com.zaxxer"],
  ["postgresql", "org.postgresql"],
  ["mssql-jdbc", "com.microsoft.sqlserver"],
  ["mysql-connector-j", "com.mysql"],
  ["mysql-connector-java", "mysql"],
  ["mariadb-java-client", "org.mariadb.jdbc"],
  ["h2", "com.h2database"],
  ["hsqldb", "org.hsqldb"],
  ["derby derbyclient derbytools derbyshared", "org.apache.derby"],
  ["thymeleaf thymeleaf-spring5 thymeleaf-spring6", "org.thymeleaf"],
  ["thymeleaf-extras-*", "org.thymeleaf.extras"],
  ["caffeine", "com.github.ben-manes.caffeine"],
  ["protobuf-java protobuf-java-util protobuf-javalite protobuf-kotlin", "com.google.protobuf"],
  ["jna jna-platform", "net.java.dev.jna"],
  ["poi poi-*", "org.apache.poi"],
  ["batik-* fop", "org.apache.xmlgraphics"],
  ["akka-*", "com.typesafe.akka"],
  ["moshi moshi-*", "com.squareup.moshi"],
  ["resilience4j-*", "io.github.resilience4j"],
  ["rsocket-*", "io.rsocket"],
  ["graphql-java java-dataloader", "com.graphql-java"],
  ["reactive-streams", "org.reactivestreams"],
  ["snappy-java", "org.xerial.snappy"],
  ["zstd-jni", "com.github.luben"],
  ["quartz", "org.quartz-scheduler"],
  ["c3p0 mchange-commons-java", "com.mchange"],
  ["jtds", "net.sourceforge.jtds"],
  ["apiguardian-api", "org.apiguardian"],
  ["hamcrest hamcrest-core hamcrest-library", "org.hamcrest"],
  ["velocity", "org.apache.velocity"],
  ["jdom jdom2", "org.jdom"],
  ["xalan serializer", "xalan"],
  ["xercesImpl", "xerces"],
  ["servlet-api jstl", "javax.servlet"],
  ["jsp-api", "javax.servlet.jsp"],
  ["dom4j", "org.dom4j", 2],
  ["xml-apis xml-apis-ext", "xml-apis"],
  ["cglib cglib-nodep", "cglib"],
  ["ivy", "org.apache.ivy"],
  ["ant ant-launcher ant-junit", "org.apache.ant"],
  ["gradle-wrapper", "org.gradle"],
  ["guice-no-aop", "com.google.inject"],
  ["jsr305", "com.google.code.findbugs"],
  ["liquibase-core", "org.liquibase"],
  ["newrelic-agent", "com.newrelic.agent.java"],
  ["dd-java-agent", "com.datadoghq"],
];

/** Before groups were domains, a project's group was its name. */
const GROUPS_BY_NAME = "antlr aopalliance axis dom4j javax.inject junit oro xmlpull"
  .concat(" commons-beanutils commons-cli commons-codec commons-collections commons-dbcp commons-digester")
  .concat(" commons-discovery commons-el commons-fileupload commons-httpclient commons-io commons-jxpath commons-lang")
  .concat(" commons-logging commons-net commons-pool commons-validator")
  .split(" ");

interface Row {
  readonly name: string;
  readonly group: string;
  readonly sinceMajor: number;
}

const whole = new Map<string, Row[]>();
const beginnings: Row[] = [];
for (const [names, group, sinceMajor = 0] of GROUPS) {
  for (const name of names.split(" ")) {
    if (name.endsWith("*")) beginnings.push({ name: name.slice(0, -1), group, sinceMajor });
    else whole.set(name, [...(whole.get(name) ?? []), { name, group, sinceMajor }]);
  }
}

for (const name of GROUPS_BY_NAME) whole.set(name, [...(whole.get(name) ?? []), { name, group: name, sinceMajor: 0 }]);

/** The Maven group of an artifact that is known by its name alone. */
export function knownMavenGroup(artifact: string, version: string): string | undefined {
  const major = Number.parseInt(version, 10) || 0;
  const rows = whole.get(artifact) ?? beginnings.filter(({ name }) => artifact.startsWith(name));
  return rows.find(({ sinceMajor }) => major >= sinceMajor)?.group;
}
