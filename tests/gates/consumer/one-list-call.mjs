import { Omoios } from '@omoios/sdk';

for await (const spec of new Omoios().specs.list()) console.log(spec.id);
