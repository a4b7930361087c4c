/** A Deployment of ordinary size, as a file of a feed. */
export const deploymentText = (name: string, namespace: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name}, part: bench } }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, part: bench } }
    spec:
      serviceAccountName: app
      containers:
        - name: app
          image: "${namespace}/${name}:${image}"
          args: ["--listen=:8080", "--log=json"]
          ports: [{ name: http, containerPort: 8080 }]
          env:
            - { name: LEVEL, value: info }
            - { name: REGION, value: eu-central-1 }
            - { name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }
          readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 5 }
`;
